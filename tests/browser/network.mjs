// network.mjs - the running academies, seen from the journeys: network.py, and the programs' own verbs.
import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

export class Network {
    /** Four academies, connected, each with a device; ready when this resolves. */
    static async start(programs) {
        const network = new Network();
        network.child = spawn('python3', ['-B', join(here, 'network.py'), '--programs', programs], {
            stdio: ['pipe', 'pipe', 'inherit'],
        });
        network.ended = new Promise((done) => network.child.once('exit', done));
        network.waiting = [];
        network.answers = createInterface({ input: network.child.stdout });
        network.answers.on('line', (line) => network.waiting.shift()?.(JSON.parse(line)));
        network.answers.on('close', () => network.waiting.splice(0).forEach((take) => take({ broken: 'the network has ended' })));
        Object.assign(network, await network.answer());
        return network;
    }

    answer() {
        return new Promise((done, fail) => {
            this.waiting.push((answer) => ('broken' in answer ? fail(new Error(answer.broken)) : done(answer.gives)));
        });
    }

    ask(request) {
        const answer = this.answer();
        this.child.stdin.write(`${JSON.stringify(request)}\n`);
        return answer;
    }

    /** A server is stopped in order, or started and ready. */
    stop(academy) {
        return this.ask({ do: 'stop', academy });
    }

    start(academy) {
        return this.ask({ do: 'start', academy });
    }

    /** A verb of bigroomd on an academy's folder; what it prints. */
    async server(academy, verb, ...words) {
        const { stdout } = await run(this.server_program, [verb, this.academies[academy].folder, ...words]);
        return stdout.trim();
    }

    /** The link with which somebody joins with a browser. */
    async invite(academy, name, roles) {
        return (await this.server(academy, 'invite', '--member', name, '--role', roles)).split('\n')[1];
    }

    /** What browsers are shown is replaced, while the server runs. */
    async webCertificate(academy, file) {
        await run(this.server_program, ['web', 'certificate', this.academies[academy].folder, file]);
    }

    /** A file in the folder of this network, for its owner alone. */
    put(path, bytes) {
        return writeFile(path, bytes, { mode: 0o600 });
    }

    /** A verb of bigroom on an academy's device; its JSON. */
    async device(academy, ...words) {
        const { stdout } = await run(this.client_program, [...words, '--dir', this.academies[academy].device, '--json']);
        return JSON.parse(stdout);
    }

    /** All of it is stopped; false when something did not stop in order. */
    async end() {
        this.child.stdin.end();
        return (await this.ended) === 0;
    }
}

// https.mjs - the same site over TLS, on the port of the peers.
import { request } from 'node:https';
import { connect } from 'node:tls';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../harness.mjs';

/* One request; [ca] is all that is trusted. */
function ask(address, ca, options = {}) {
    const [host, port] = address.split(':');
    return new Promise((done, fail) => {
        const sent = request({ host, port, ca, path: '/', agent: false, ALPNProtocols: ['http/1.1'], checkServerIdentity: () => undefined, headers: { Host: address }, ...options }, (answer) => {
            let text = '';
            answer.on('data', (part) => (text += part));
            answer.on('end', () => done({ status: answer.statusCode, version: answer.httpVersion, headers: answer.headers, text }));
        });
        sent.on('error', fail);
        sent.end();
    });
}

/* What is shown to browsers, as a file that can be trusted. */
const asPem = ({ raw }) => `-----BEGIN CERTIFICATE-----\n${raw.toString('base64').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;

const shown = (address) => new Promise((done, fail) => {
    const [host, port] = address.split(':');
    const socket = connect({ host, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }, () => {
        done({ fingerprint: socket.getPeerCertificate().fingerprint256, pem: asPem(socket.getPeerCertificate()), protocol: socket.alpnProtocol, tls: socket.getProtocol() });
        socket.destroy();
    });
    socket.on('error', fail);
});

journey('over TLS', { script: [true] }, async (t) => {
    const { address } = t.network.academies.Northumbria;
    const { pem } = await shown(address);
    await t.step('answers with the web’s own certificate, as HTTP/1.1 over TLS 1.3', async () => {
        const answer = await ask(address, pem, { path: '/sign-in' });
        const { protocol, tls } = await shown(address);
        return answer.status === 200 && answer.version === '1.1' && protocol === 'http/1.1' && tls === 'TLSv1.3';
    });
    await t.step('every answer says that this is TLS alone from now on, also a refusal', async () => {
        const answers = await Promise.all(['/sign-in', '/nothing-here', '/threads'].map((path) => ask(address, pem, { path })));
        const wanted = ['strict-transport-security', 'content-security-policy', 'x-content-type-options'];
        const without = answers.flatMap(({ headers }) => wanted.filter((name) => !headers[name]));
        if (without.length > 0) {
            throw new Error(`without ${without.join(', ')}`);
        }
    });
    await t.step('another host’s name is refused', async () => (await ask(address, pem, { headers: { Host: 'elsewhere.example' } })).status === 421);
    const person = { ...(await t.visitor(`https://${address}`, { ignoreHTTPSErrors: true })), academy: 'Northumbria' };
    await t.step('joins in a browser; the cookie belongs to this host alone', async () => {
        const link = new URL(await t.network.invite('Northumbria', 'Yarrow Invented', 'coach')).pathname;
        await person.page.goto(link);
        await person.page.getByLabel('Email address').fill('yarrow@academy.example');
        await person.page.getByLabel('Password', { exact: true }).fill('four invented words there');
        await person.page.getByRole('button', { name: 'Join' }).click();
        await person.page.waitForURL(`https://${address}/`);
        const cookies = await person.context.cookies();
        return cookies.length > 0 && cookies.every(({ name, secure, httpOnly, path }) => name.startsWith('__Host-') && secure && httpOnly && path === '/');
    });
    await t.step('a replaced certificate is shown from then on, without a restart, and the page goes on', async () => {
        const before = await shown(address);
        const made = join(t.network.home, 'made');
        execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30',
            '-subj', '/CN=northumbria.example', '-keyout', `${made}.key`, '-out', `${made}.crt`], { stdio: 'ignore' });
        const both = Buffer.concat([readFileSync(`${made}.key`), readFileSync(`${made}.crt`)]);
        await t.network.put(`${made}.pem`, both);
        await t.network.webCertificate('Northumbria', `${made}.pem`);
        const after = await shown(address);
        await person.page.goto('/threads');
        await person.page.getByRole('heading', { level: 1 }).waitFor();
        return before.fingerprint !== after.fingerprint && (await ask(address, readFileSync(`${made}.crt`), { path: '/sign-in' })).status === 200;
    });
});

// install.mjs - brings the packages that package-lock.json names, unless they are here already.
//
// What is here is known by the hash of the lock file, so a build without a network goes on, and every
// build folder shares one copy.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const mark = join(here, 'node_modules', '.installed');
const wanted = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');

if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    // Nothing of these packages runs while they are installed.
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--loglevel=error'], {
        cwd: here,
        stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (npm.status !== 0) {
        console.error('npm could not fetch the packages of client/web; the first build needs a network.');
        process.exit(1);
    }
    writeFileSync(mark, wanted);
}

// main.mjs - tells every journey over the running four-academy network: node main.mjs PROGRAMS [ONLY]
//
// BIGROOM_SCREENSHOTS names the folder for pictures of each page; none are made without it.
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say, tellAll } from './harness.mjs';
import { required } from './looks.mjs';
import { Network } from './network.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { chromium } = required('playwright-core');
const [programs, only = '.'] = process.argv.slice(2);
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const QUIET = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
];

for (const file of readdirSync(join(here, 'journeys')).filter((name) => name.endsWith('.mjs')).sort()) {
    await import(`./journeys/${file}`);
}

const begin = Date.now();
const [network, browser] = await Promise.all([
    Network.start(resolve(programs)),
    chromium.launch({ executablePath: CHROMIUM, args: QUIET }),
]);
let counts;
try {
    counts = await tellAll({ network, browser, pictures: process.env.BIGROOM_SCREENSHOTS }, { only: new RegExp(only) });
} finally {
    await browser.close();
    say(await network.end(), 'the network stopped in order');
}
console.log(`${Math.round((Date.now() - begin) / 1000)} s`);
console.log(`${counts.ok} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

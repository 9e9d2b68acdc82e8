// look.mjs - pictures of pages, and what axe and a narrow screen find on them.
//
//   node build.mjs dist && mkdir PAGES && BR_GOLDEN_PAGES=PAGES build/asan/bin/test_pages_html
//   node look.mjs PAGES PICTURES [NAME...]
//
// Each page of PAGES (the golden stories, written whole) is opened at 1280 and 390 px, checked by axe
// with and without script, and at 320 px for what sticks out. Findings make it fail.
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [pages, pictures, ...only] = process.argv.slice(2);
const dist = join(here, 'dist');

const TYPES = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', woff2: 'font/woff2' };
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'";
// Two academies of the stories: dark colour with a logo, light colour without.
const MADE = {
    'brand.css': ':root{--brand:#14505a;--brand-ink:#fff;--brand-action:#14505a;--brand-action-edge:#0f3c44;--brand-link:#14505a;--brand-note:#e7eeef}',
    'brand-light.css': ':root{--brand:#e6c247;--brand-ink:#1d2a30;--brand-note:#fdf9ed}',
    'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42"><path d="M6 30c10 2 20-2 24-20 2 2 4 3 8 3-6 4-5 22-22 22-5 0-8-2-10-5z" fill="#fff"/><path d="M7 18c3-6 8-9 15-9-2 6-7 9-15 9z" fill="#fff" opacity=".75"/></svg>',
};

function asset(name) {
    if (name in MADE) {
        return MADE[name];
    }
    const [stem, ending] = name.split('.');
    const file = readdirSync(dist).find((one) => one === name || (one.startsWith(`${stem}-`) && one.endsWith(ending) && !stem.includes('-')));
    return file && readFileSync(join(dist, file));
}

const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const bytes = path.startsWith('/assets/') ? asset(path.slice(8)) : path.startsWith('/page/') ? readFileSync(join(pages, `${path.slice(6)}.html`)) : undefined;
    response.writeHead(bytes ? 200 : 404, {
        'Content-Type': path.startsWith('/assets/') ? (TYPES[path.split('.').pop()] ?? 'text/plain') : 'text/html; charset=utf-8',
        'Content-Security-Policy': CSP,
    });
    response.end(bytes);
}).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const origin = `http://127.0.0.1:${server.address().port}`;

let findings = 0;
function finding(name, words) {
    findings++;
    console.log(`${name}: ${words}`);
}

async function check(page, name) {
    const found = await page.evaluate(`(() => { const module = undefined; ${axe}; return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }); })()`);
    for (const { id, help, nodes } of found.violations) {
        finding(name, `axe ${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary.split('\n').pop().trim()}`).slice(0, 3).join(' | ')}`);
    }
}

mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const names = readdirSync(pages).filter((name) => name.endsWith('.html')).map((name) => name.slice(0, -5));
for (const name of names.filter((one) => only.length === 0 || only.includes(one))) {
    for (const [form, width, scale] of [['desktop', 1280, 1], ['phone', 390, 1.5], ['narrow', 320, 1]]) {
        const context = await browser.newContext({ viewport: { width, height: 800 }, deviceScaleFactor: scale });
        const page = await context.newPage();
        page.on('console', (message) => {
            if (message.type() === 'error' && !message.text().includes('404')) {
                finding(name, message.text());
            }
        });
        await page.goto(`${origin}/page/${name}`);
        await page.evaluate(() => document.fonts.ready);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) {
            const who = await page.evaluate((limit) => [...document.querySelectorAll('main *, header *, footer *')].filter((one) => one.getBoundingClientRect().right > limit + 1).slice(0, 3).map((one) => `${one.tagName}.${one.className}`).join(' '), width);
            finding(name, `sticks out at ${width} px: ${wide}: ${who}`);
        }
        if (form !== 'narrow') {
            await page.screenshot({ path: join(pictures, `${name}-${form}.png`), fullPage: true });
            await check(page, `${name} ${form}`);
        }
        await context.close();
    }
}
await browser.close();
server.close();
console.log(`${findings} findings`);
process.exitCode = findings === 0 ? 0 : 1;

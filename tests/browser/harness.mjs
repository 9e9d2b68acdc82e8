// harness.mjs - journeys: what people do in a browser, step by step, and whether each step came true.
//
//   journey('ask and answer', async (t) => {
//       const ash = await t.person('Northumbria');
//       await t.step('the question is there', async () => { ... });   // throws: FAIL, the journey ends
//       await t.look(ash.page, 'question');                           // looks.mjs; goes on when it fails
//   });
//
// Journeys run side by side in one browser. Each is told twice, with script and without, unless it
// says otherwise. Every page of every person is watched: what it asks of other hosts, and its console.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { look } from './looks.mjs';

const STEP_MS = 20_000; // the longest that one step may take
const PAUSE_MS = 100; // between two looks at a page that waits for another academy
const VIEWPORT = { width: 1280, height: 900 };

const journeys = [];
const counts = { ok: 0, failed: 0 };
const looked = new Set();
const members = {};

export const PASSWORD = 'four invented words here';
export const addressOf = (name) => `${name.toLowerCase().replaceAll(' ', '.')}@academy.example`;

export function journey(title, options, tell = options) {
    const script = options.script ?? [true, false];
    for (const withScript of script) {
        journeys.push({ title: script.length > 1 && !withScript ? `${title}, without script` : title, withScript, tell });
    }
}

function say(ok, name, why = '') {
    counts[ok ? 'ok' : 'failed']++;
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}${ok || !why ? '' : `\n       ${why.replaceAll('\n', '\n       ')}`}`);
}

/* An address without ids: one finding for all pages of a kind. */
const shortened = (address) => address.replaceAll(/[0-9a-f]{32}/g, 'ID').replaceAll(/[?#].*/g, '');

/** What a page asked for and said that it should not have; read and emptied. */
function watch(page, host, findings) {
    page.on('request', (request) => {
        const address = new URL(request.url());
        if (address.protocol !== 'data:' && address.host !== host()) {
            findings.push(`${page.url()} asks ${address.host} for ${address.pathname}`);
        }
    });
    page.on('console', (message) => {
        // A status that we ask for on purpose is told by the browser as an error of the page.
        if (['error', 'warning'].includes(message.type()) && !/status of (400|401|403|404|409|410|413|422|429|503)/.test(message.text())) {
            findings.push(`${shortened(page.url())}: the console says: ${message.text()}`);
        }
    });
    page.on('pageerror', (error) => findings.push(`${page.url()}: ${error}`));
}

class Ended extends Error {}

class Teller {
    constructor(stage, told) {
        Object.assign(this, stage);
        this.told = told;
        this.withScript = told.withScript;
        this.findings = [];
        this.contexts = [];
        this.at = 'its beginning';
    }

    /** A browser of its own, with nothing in it yet. [base] is the site whose pages it will read. */
    async visitor(base, options = {}) {
        const context = await this.browser.newContext({
            baseURL: base, viewport: VIEWPORT, javaScriptEnabled: this.withScript, locale: 'en-GB', ...options,
        });
        context.setDefaultTimeout(STEP_MS);
        this.contexts.push(context);
        const page = await context.newPage();
        const { host } = new URL(base);
        watch(page, () => host, this.findings);
        return { context, page, base, host };
    }

    /** Somebody at an academy's own device, with its pages open. */
    async atDevice(academy) {
        const { address } = await this.network.device(academy, 'pages');
        const person = await this.visitor(new URL(address).origin);
        await person.page.goto(address);
        return { ...person, academy, name: this.network.academies[academy].member };
    }

    /** Somebody who has an account at an academy and is signed in; the same name is the same person. */
    async member(academy, name, roles = 'coach') {
        const site = this.network.academies[academy].site;
        const key = `${academy} ${name}`;
        members[key] ??= this.join(academy, name, roles);
        const storageState = await members[key];
        const person = await this.visitor(site, { storageState });
        return { ...person, academy, name };
    }

    /** Once, by the invitation's link; the cookies that it gives. */
    async join(academy, name, roles) {
        const link = await this.network.invite(academy, name, roles);
        const context = await this.browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        await page.goto(link);
        await page.getByLabel('Email address').fill(addressOf(name));
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Join' }).click();
        await page.waitForURL(new RegExp('localhost:[0-9]+/$'));
        const state = await context.storageState();
        await context.close();
        return state;
    }

    /** True, or the journey ends here. */
    async step(name, act) {
        this.at = name;
        try {
            const gives = await act();
            if (gives === false) {
                throw new Error('it is not so');
            }
            say(true, `${this.told.title}: ${name}`);
            return gives;
        } catch (error) {
            say(false, `${this.told.title}: ${name}`, String(error.message ?? error).split('\nCall log')[0]);
            await this.keepPictures();
            throw new Ended();
        }
    }

    /** True or not, the journey goes on. */
    check(name, ok, why = '') {
        say(Boolean(ok), `${this.told.title}: ${name}`, why);
    }

    /** The page in the state that it is in: seen wide, on a phone, narrow, by keyboard, by axe. Once for each name. */
    async look(person, name) {
        if (looked.has(`${name} ${this.withScript}`)) {
            return;
        }
        looked.add(`${name} ${this.withScript}`);
        const findings = await look(person.page, {
            name, academy: person.academy, academies: Object.keys(this.network.academies), pictures: this.pictures,
            withScript: this.withScript,
        }).catch((error) => [String(error.message ?? error)]);
        await person.page.setViewportSize(VIEWPORT);
        say(findings.length === 0, `page ${name}${this.withScript ? '' : ', without script'}`, findings.join('\n'));
    }

    async keepPictures() {
        if (!this.pictures) {
            return;
        }
        mkdirSync(this.pictures, { recursive: true });
        let number = 0;
        for (const context of this.contexts) {
            for (const page of context.pages()) {
                const name = `FAIL ${this.told.title} ${++number}`.replaceAll(/[^A-Za-z0-9]+/g, '-');
                await page.screenshot({ path: join(this.pictures, `${name}.png`), fullPage: true }).catch(() => {});
            }
        }
    }

    async end() {
        await Promise.all(this.contexts.map((context) => context.close()));
    }
}

async function tellOne(stage, told) {
    const t = new Teller(stage, told);
    try {
        await told.tell(t);
    } catch (error) {
        if (!(error instanceof Ended)) {
            say(false, `${told.title}: after ${t.at}`, String(error.stack ?? error).split('\nCall log')[0]);
            await t.keepPictures();
        }
    }
    await t.end();
    const odd = [...new Set(t.findings)];
    say(odd.length === 0, `${told.title}: nothing asked of others, nothing in the console`, odd.slice(0, 6).join('\n'));
}

/** All journeys whose title fits, [atOnce] of them side by side. */
export async function tellAll(stage, { only = /./, atOnce = 3 } = {}) {
    const left = journeys.filter(({ title }) => only.test(title));
    const teller = async () => {
        for (let told = left.shift(); told; told = left.shift()) {
            await tellOne(stage, told);
        }
    };
    await Promise.all(Array.from({ length: atOnce }, teller));
    return counts;
}

/** A page again and again until [there] is on it: what is written elsewhere takes a moment. */
export async function reads(page, address, there) {
    const end = Date.now() + STEP_MS;
    for (;;) {
        await page.goto(address);
        if (await there().first().isVisible()) {
            return;
        }
        if (Date.now() > end) {
            throw new Error(`not on ${address}: ${there()}`);
        }
        await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
}

export { say };

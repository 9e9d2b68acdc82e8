// looks.mjs - one page in one state, looked at in every way that a program can look.
//
//   wide (1280 px), phone (390 px)   a picture; axe, WCAG 2.2 AA
//   narrow (320 px), 400 % (320 x 256)   nothing moves sideways, nothing is cut
//   keyboard   every control is reached by Tab, in the order of reading, and one sees where one is
//   names      title, header and footer name this academy alone
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = join(dirname(fileURLToPath(import.meta.url)), '../../client/web/');
export const required = createRequire(modules);
const axe = readFileSync(required.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const NARROW = { width: 320, height: 640 };
const ZOOMED = { width: 320, height: 256 }; // 1280 x 1024 at 400 %
const TABS_MAX = 160;

async function byAxe(page, where) {
    const found = await page.evaluate(`(() => { const module = undefined; ${axe}; return axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'], preload: false }); })()`);
    return found.violations.map(({ id, help, nodes }) => `axe, ${where}: ${id}: ${help}: ${nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `${target}: ${failureSummary.split('\n').pop().trim()}`)
        .join(' | ')}`);
}

/* What sticks out of the page, or scrolls or is cut inside of something. */
function stickingOut(width) {
    const found = [];
    const name = (one) => `${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ''}${one.classList.length ? `.${[...one.classList].join('.')}` : ''}`;
    if (document.documentElement.scrollWidth > width) {
        const who = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 1);
        found.push(`moves sideways, ${document.documentElement.scrollWidth} px wide: ${who.slice(-3).map(name).join(' ')}`);
    }
    for (const one of document.querySelectorAll('main *, header *, footer *, nav *')) {
        const style = getComputedStyle(one);
        const hidden = one.closest('.vh, [hidden], svg') || style.position === 'absolute';
        if (!hidden && style.overflowX !== 'visible' && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && !['INPUT', 'TEXTAREA', 'SELECT'].includes(one.tagName)) {
            found.push(`is cut or scrolls inside: ${name(one)}`);
        }
    }
    return found;
}

async function atWidth(page, size, where) {
    await page.setViewportSize(size);
    return (await page.evaluate(stickingOut, size.width)).map((what) => `${where}: ${what}`);
}

/* Every control that can be seen, in the order of the document; each is given a number. A group of radios is one stop. */
function numberControls() {
    const names = new Set();
    const signs = {};
    const looks = (one) => {
        const all = [one, one.labels?.[0], one.closest('label')].filter(Boolean);
        return all.flatMap((part) => ['', '::before', '::after'].map((pseudo) => {
            const style = getComputedStyle(part, pseudo || undefined);
            return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth, style.textDecoration].join(';');
        })).join('\n');
    };
    window.lookOfControl = looks;
    let count = 0;
    for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
        if (one.disabled || one.type === 'hidden' || !one.checkVisibility({ checkVisibilityCSS: true })) {
            continue;
        }
        if (one.type === 'radio') {
            const group = `${one.form?.action} ${one.name}`;
            if (names.has(group)) {
                continue;
            }
            names.add(group);
            one.dataset.testGroup = group;
        }
        one.dataset.testNumber = String(count);
        signs[count++] = looks(one);
    }
    window.unfocusedLooks = signs;
    return count;
}

function controlAtHand() {
    const one = document.activeElement;
    if (!one || one === document.body) {
        return null;
    }
    const words = (one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent ?? '').trim().slice(0, 40);
    const name = `${one.tagName.toLowerCase()} “${words}”`;
    const first = one.type === 'radio' ? [...document.querySelectorAll('[data-test-group]')].find((other) => other.dataset.testGroup === `${one.form?.action} ${one.name}`) : one;
    const number = first?.dataset.testNumber;
    const box = (one.type === 'radio' || one.type === 'checkbox' ? one.labels?.[0] ?? one : one).getBoundingClientRect();
    return {
        name, isLive: one.closest('[data-live]') !== null, isDate: ['date', 'time'].includes(one.type), number: number === undefined ? null : Number(number),
        // A radio that stands for its group is compared only when it is the first of it.
        seen: first !== one || window.lookOfControl(one) !== window.unfocusedLooks[number],
        top: box.top + scrollY, bottom: box.bottom + scrollY,
        inside: box.bottom > 0 && box.top < innerHeight,
    };
}

async function byKeyboard(page) {
    await page.setViewportSize(PHONE); // one column: the order of reading is from top to bottom
    await page.evaluate(() => {
        // The place where Tab begins is otherwise what the address's fragment names.
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute('tabindex');
        scrollTo(0, 0);
        getSelection().removeAllRanges();
    });
    const count = await page.evaluate(numberControls);
    const found = [];
    const reached = new Set();
    let last = null;
    for (let i = 0; i < TABS_MAX; i++) {
        await page.keyboard.press('Tab');
        const here = await page.evaluate(controlAtHand);
        if (here?.isDate && here.number === last?.number) {
            continue; // Tab stops at its day, its month, its year
        }
        if (here === null || (here.number !== null && reached.has(here.number))) {
            break;
        }
        if (here.number === null && here.isLive) {
            continue; // a line that came while we were walking
        }
        if (here.number === null) {
            found.push(`keyboard: stops at ${here.name}, which is no control that is seen`);
            continue;
        }
        reached.add(here.number);
        if (!here.seen) {
            found.push(`keyboard: nothing shows that one is at ${here.name}`);
        }
        if (!here.inside) {
            found.push(`keyboard: ${here.name} is not in view when it is reached`);
        }
        if (last && here.number > last.number && here.bottom < last.top - 1 && last.number !== 0) {
            found.push(`keyboard: ${here.name} stands above ${last.name}, and comes after it`);
        }
        if (last && here.number < last.number) {
            found.push(`keyboard: ${here.name} comes after ${last.name}, and is written before it`);
        }
        last = here;
    }
    for (let number = 0; number < count; number++) {
        if (!reached.has(number)) {
            const name = await page.evaluate((wanted) => document.querySelector(`[data-test-number="${wanted}"]`)?.outerHTML.slice(0, 80), number);
            found.push(`keyboard: Tab does not reach ${name}`);
        }
    }
    return found.slice(0, 6);
}

/* Whose page it is: title, band and foot name our academy, and no other. */
function whose() {
    const text = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent).join(' ');
    return { title: document.title, around: `${text('header.band')} ${text('footer')}`, images: [...document.images].map((image) => image.src) };
}

async function byNames(page, academy, academies) {
    const { title, around, images } = await page.evaluate(whose);
    const found = [];
    if (!title.endsWith(` – ${academy}`)) {
        found.push(`names: the title is “${title}” and does not end with ${academy}`);
    }
    for (const other of academies.filter((name) => name !== academy)) {
        if (around.includes(other)) {
            found.push(`names: header or footer name ${other}`);
        }
    }
    const { host } = new URL(page.url());
    return [...found, ...images.filter((image) => new URL(image).host !== host).map((image) => `names: a picture comes from ${image}`)];
}

async function picture(page, pictures, name) {
    if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, caret: 'initial' });
    }
}

/** What is wrong with the page as it is now; empty: nothing. Without script axe cannot run, which waits. */
export async function look(page, { name, academy, academies, pictures, withScript }) {
    const found = [];
    if (!withScript) {
        found.push(...await atWidth(page, NARROW, '320 px'), ...await atWidth(page, WIDE, 'wide'));
        return [...found, ...await byNames(page, academy, academies)];
    }
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    found.push(...await atWidth(page, WIDE, 'wide'));
    await picture(page, pictures, `${name}-desktop`);
    found.push(...await byAxe(page, 'wide'));
    found.push(...await atWidth(page, PHONE, 'phone'));
    await picture(page, pictures, `${name}-phone`);
    if (process.env.BR_FULL) { // the same names and colours as in the wide page
        found.push(...await byAxe(page, 'phone'));
    }
    found.push(...await byKeyboard(page));
    found.push(...await atWidth(page, NARROW, '320 px'));
    found.push(...await atWidth(page, ZOOMED, '400 %'));
    found.push(...await byNames(page, academy, academies));
    return found;
}

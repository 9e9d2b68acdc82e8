// walk.mjs - somebody who goes from one end of a matter to the other by what stands on the pages, and what it costs.
//
//   const walk = walking(t, person);
//   await walk.press('Save the plan');          // one click
//   walk.cost(60);                              // says how many clicks and fields it took; more than 60 clicks fail
import { join } from 'node:path';

let files = 0;

/** Every click of [person]'s is counted: links, buttons, choices. What is typed is counted by field. */
export function walking(t, person) {
    const { page } = person;
    const main = page.getByRole('main');
    let clicks = 0;
    let fields = 0;
    const click = async (what) => {
        clicks++;
        await what.click();
    };
    return {
        link: (name) => click(main.getByRole('link', { name, exact: true }).first()),
        /* In the bar at the top. */
        bar: (name) => click(page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name, exact: true }).first()),
        press: (name) => click(page.getByRole('button', { name, exact: typeof name === 'string' }).first()),
        /* Somebody who opens what is folded away. */
        unfold: (name) => click(page.getByText(name, { exact: typeof name === 'string' }).first()),
        choose: async (label, option) => {
            clicks++;
            await main.getByLabel(label).first().selectOption(option);
        },
        tick: async (label) => {
            clicks++;
            await main.getByLabel(label).first().check({ force: true });
        },
        fill: async (label, text) => {
            fields++;
            await main.getByLabel(label).first().fill(text);
        },
        key: async (name) => {
            clicks++;
            await page.locator('.timer-on').waitFor();
            await page.keyboard.press(name);
        },
        headed: (name) => page.getByRole('heading', { name, level: 1 }).waitFor(),
        sees: (text) => main.getByText(text).first().waitFor(),
        cost: (most) => t.check(`takes ${clicks} clicks and ${fields} fields, at most ${most} clicks`, clicks <= most),
    };
}

/** Many writes of an academy's own member, as bigroom batch takes them; the ids by ref. */
export async function says(network, academy, lines) {
    const name = `says-${++files}.jsonl`;
    await network.put(join(network.home, name), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    const { ids } = await network.device(academy, 'batch', join(network.home, name));
    await network.device(academy, 'sync', '--wait', '5');
    return ids;
}

// hour.mjs - a weekly hour: prepared, run on the wall by keyboard, scored on five phones, read afterwards.
import { journey, reads } from '../harness.mjs';

const AGENDA = ['Welcome and roles', 'Patient story', 'Last week’s actions', 'What the data says', 'A PDSA: plan the next test', 'Who does what', 'Score the hour'];

journey('the hour', async (t) => {
    const coach = await t.atDevice('Bath');
    const { page } = coach;
    const name = t.withScript ? 'Frailty by keys' : 'Frailty by links';
    const press = (button) => page.getByRole('button', { name: button }).click();
    const { id: room } = await t.network.device('Bath', 'room', 'open', '--name', name, '--pathway', 'Frailty');
    await t.network.device('Bath', 'sync');
    await t.network.device('Bath', 'action', 'add', room, 'Print the magnets', '--due', '2026-01-08');

    await t.step('is prepared: seven steps that add up', async () => {
        await page.goto(`/room/${room}/prepare`);
        await page.getByLabel('Starts').fill('8 o’clock');
        await press('Save the agenda');
        await page.getByRole('link', { name: 'Write when it starts as HH:MM.' }).waitFor();
        await page.getByLabel('Starts').fill('08:30');
        await t.look(coach, 'meeting-prepare');
        await press('Save the agenda');
        await page.getByText('Adds up to the hour’s 60 minutes').waitFor();
        return (await page.locator('tbody th').allTextContents()).join() === AGENDA.join();
    });
    const meeting = new URL(page.url()).pathname;
    await t.look(coach, 'meeting-planned');

    /* Keys are there when the timer runs. */
    const ready = () => (t.withScript ? page.locator('.timer-on').waitFor() : undefined);
    const next = async (step) => {
        await ready();
        await (t.withScript ? page.keyboard.press('n') : press('Next step'));
        await page.getByRole('heading', { name: step, level: 1 }).waitFor();
    };
    const write = async (key, kind, text) => {
        await ready();
        if (t.withScript) {
            await page.keyboard.press(key);
            await page.keyboard.type(text);
            await page.keyboard.press('Enter');
        } else {
            await page.getByRole('radio', { name: kind }).check();
            await page.getByLabel('Write it down').fill(text);
            await press('Write it down');
        }
        await page.getByRole('region', { name: 'In this hour' }).getByText(text).waitFor();
    };
    await t.step('starts on the wall, and says until when', async () => {
        await page.goto(`${meeting}/wall`);
        await press('Start the hour');
        await page.getByRole('heading', { name: AGENDA[0], level: 1 }).waitFor();
        await page.getByText(t.withScript ? 'min left' : 'until then').waitFor();
    });
    await t.step('somebody takes the chair', async () => {
        await ready();
        await (t.withScript ? page.keyboard.press('r') : page.getByRole('link', { name: 'Take a role' }).click());
        await page.getByRole('radio', { name: 'Chair' }).check();
        await press('Take the role');
        await page.getByText(/has it$/).waitFor();
        await page.getByRole('link', { name: 'Back to the wall' }).click();
        await page.getByRole('heading', { name: AGENDA[0], level: 1 }).waitFor();
    });
    await t.step('the story is a theme, and a patient’s words want consent', async () => {
        await next(AGENDA[1]);
        await page.getByRole('link', { name: 'Note the theme' }).click();
        await page.getByLabel('Theme').fill('Waiting for transport');
        await page.getByLabel('One sentence of theirs').fill('Nobody told the van.');
        await press('Save the theme');
        await page.getByText('A patient\'s words are kept only with consent.').first().waitFor();
        await page.getByLabel('The patient agreed').check();
        await press('Save the theme');
        await page.getByText('“Nobody told the van.”').waitFor();
    });
    await t.step('last week’s action is ticked off', async () => {
        await next(AGENDA[2]);
        await press('Done: Print the magnets');
        await page.getByText('Nothing is open from before.').waitFor();
    });
    await t.step('what is decided and agreed is written down in place', async () => {
        await next(AGENDA[3]);
        await write('d', 'D decision', 'Three names on the board stays');
        await write('a', 'A action', 'Ring the community team');
    });
    await t.look(coach, 'meeting-wall');
    if (t.withScript) {
        await t.step('what is being typed is kept as a draft', async () => {
            await ready();
            await page.keyboard.press('t');
            await page.keyboard.type('Six of seven were home');
            await page.getByText(/Draft kept at/).waitFor();
            await page.reload();
            return (await page.getByLabel('Write it down').inputValue()) === 'Six of seven were home';
        });
        await page.getByLabel('Write it down').fill('');
        await page.keyboard.press('Escape');
    }
    await next(AGENDA[4]);
    await next(AGENDA[5]);
    await next(AGENDA[6]);
    let link;
    await t.step('scoring is opened, with a link and a code', async () => {
        await reads(page, `${meeting}/wall`, () => page.getByRole('button', { name: 'Open scoring on phones' }));
        await press('Open scoring on phones');
        link = (await page.locator('.wall-link').textContent()).replace(/.*\/s\//, '/s/');
        const code = await page.request.get(`${meeting}/score.svg`);
        return code.ok() && (await code.text()).startsWith('<svg') && /^\/s\/[0-9a-f]{8}$/.test(link);
    });
    const { site } = t.network.academies.Bath;
    await t.network.device('Bath', 'sync');
    await t.step('five phones score it, each page once', async () => {
        const phone = await t.visitor(site);
        await reads(phone.page, link, () => phone.page.getByRole('button', { name: 'Give my score' }));
        await t.look({ ...phone, academy: 'Bath' }, 'meeting-score');
        const ticket = phone.page.locator('[name="ticket"]');
        let used;
        for (const score of [7, 8, 9, 8, 8]) {
            await phone.page.goto(link);
            used = await ticket.getAttribute('value');
            await phone.page.getByLabel(String(score), { exact: true }).check({ force: true });
            await phone.page.getByLabel('One good thing').fill('We decided');
            await phone.page.getByRole('button', { name: 'Give my score' }).click();
            await phone.page.getByRole('heading', { name: 'Thank you, it is given' }).waitFor();
        }
        await phone.page.goto(link);
        await ticket.evaluate((field, value) => { field.value = value; }, used);
        await phone.page.getByLabel('9', { exact: true }).check({ force: true });
        await phone.page.getByRole('button', { name: 'Give my score' }).click();
        await phone.page.getByText('This page was used before').first().waitFor();
    });
    await t.step('the hour ends, and its page says how it was', async () => {
        await reads(page, `${meeting}/wall`, () => page.getByText('5 so far'));
        await ready();
        await (t.withScript ? page.keyboard.press('e') : press('End the hour'));
        await page.getByText('of 10, the mean of five scores').waitFor();
        await page.getByText('Decided here').waitFor();
        return (await page.locator('.big-number').textContent()) === '8';
    });
    await t.look(coach, 'meeting-show');
    await t.step('and the run chart has it; the phones’ link does not answer any more', async () => {
        await page.getByRole('link', { name: `The hours of ${name}` }).click();
        await page.getByRole('region', { name: 'How people scored the hours' }).waitFor();
        await t.network.device('Bath', 'sync');
        const phone = await t.visitor(site);
        await reads(phone.page, link, () => phone.page.getByText('Nothing is scored here just now.'));
    });
    await t.look(coach, 'meeting-list');
});

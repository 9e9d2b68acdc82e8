// whole_sponsor.mjs - a sponsor of the board: one page a month, one ask, answered; and what the room then sees.
import { journey, reads } from '../harness.mjs';
import { walking } from '../walk.mjs';

const ASK = 'Transport leaves at 15:00';
const MONTH = new Date().toISOString().slice(0, 7);

/* A room asks the sponsor, and the lead writes the month's page. */
async function reported(t, lead, sponsor) {
    const { page } = lead;
    const press = (name) => page.getByRole('button', { name }).click();
    await page.goto('/rooms/new');
    await page.getByLabel('What is the room called?').fill('Transport Big Room');
    await page.getByLabel('Which pathway is it for?').fill('Discharge');
    await press('Set up the room');
    await page.getByRole('heading', { name: 'Transport Big Room', level: 1 }).waitFor();
    await page.goto(`${new URL(page.url()).pathname}/roadblocks`);
    await page.getByLabel('What is in the way?').fill(ASK);
    await page.getByLabel('Who is asked?').selectOption({ label: `${sponsor.name} (sponsor)` });
    await page.getByLabel('Is it handled anywhere else?').fill('Site committee');
    await press('Ask the sponsor');
    await page.getByText('Not answered yet.').waitFor();
    await page.goto('/board/new');
    await page.getByLabel('Month', { exact: true }).fill(MONTH);
    await page.getByLabel('The month in one sentence').fill('People wait for the van');
    await page.getByLabel('One story', { exact: true }).fill('I had my coat on at eleven.');
    await page.getByLabel('The person agreed that it is told').check();
    await page.getByLabel('One ask: which roadblock?').selectOption({ label: `${ASK} (Transport Big Room)` });
    await page.getByLabel('The ask in one line').fill('A second van at noon');
    await page.getByLabel('For whom is it written?').selectOption({ label: `${sponsor.name} (sponsor)` });
    await press('Save the report');
    await page.getByRole('heading', { name: 'People wait for the van', level: 1 }).waitFor();
}

journey('a board sponsor, from end to end', { script: [true] }, async (t) => {
    const lead = await t.member('Imperial', 'Lou Invented', 'lead');
    const sponsor = await t.member('Imperial', 'Sid Invented', 'sponsor');
    await reported(t, lead, sponsor);
    const { page } = sponsor;
    const walk = walking(t, sponsor);

    await t.step('is told on the first page that somebody waits', async () => {
        await reads(page, '/', () => page.getByRole('link', { name: ASK }));
        await walk.link(ASK);
        await walk.headed(ASK);
        await walk.sees('Also at: Site committee');
    });
    await t.step('reads the month’s page: one story, one ask, which committee overlaps', async () => {
        await walk.bar('Measures');
        await walk.link('Reports to the board');
        await walk.link('People wait for the van');
        await walk.sees('I had my coat on at eleven.');
        await walk.sees('The same is handled at: Site committee');
        await t.look(sponsor, 'sponsor-report');
    });
    await t.step('answers the ask', async () => {
        await walk.link('Answer it');
        await walk.tick('Moved');
        await walk.fill('What has happened, or what will?', 'A second van from Monday on.');
        await walk.press('Post the answer');
        await walk.sees('A second van from Monday on.');
    });
    await t.step('and the room sees it', async () => {
        await reads(lead.page, '/roadblocks', () => lead.page.getByText('Moved').first());
    });
    walk.cost(12);
});

// measure.mjs - a measure from its definition to the network: defined, entered, pasted, corrected, shared.
import { journey } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name }).click();

journey('a measure', async (t) => {
    const iris = await t.member('Bath', 'Iris Invented', 'coach,data_steward');
    const { page } = iris;
    const title = t.withScript ? 'Home on the day' : 'Home by noon';
    await t.step('is defined', async () => {
        await page.goto('/measures');
        await page.getByRole('link', { name: 'Define a measure' }).click();
        await save(page, 'Define the measure');
        await page.getByRole('link', { name: 'Give the measure a title.' }).waitFor();
        await t.look(iris, 'measure-new-refused');
        await page.getByLabel('What is measured?').fill(title);
        await page.getByLabel('Unit').fill('%');
        await page.getByLabel('Of what?').fill('people assessed');
        await page.getByLabel('Higher').check();
        await page.getByLabel('How often?').fill('week');
        await save(page, 'Define the measure');
        await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    });
    const address = new URL(page.url()).pathname;
    await t.step('gets a number, worked out', async () => {
        await page.getByRole('link', { name: 'Add the first number' }).click();
        await t.look(iris, 'measure-add');
        await page.getByLabel('Date').fill('2/11/2026');
        await page.getByLabel('What was counted').fill('10');
        await page.getByLabel('Of how many').fill('40');
        await save(page, 'Add the number');
        await page.getByText('one point was saved').waitFor();
        await page.getByRole('cell', { name: '25 (10 of 40)' }).waitFor();
    });
    await t.step('gets many from Excel, each row looked at first', async () => {
        await page.goto(`${address}/paste`);
        await page.getByLabel('Rows').fill('9/11/2026\t30\n16/11/2026\t1,200\n23/11/2026\t\tno count\n');
        await save(page, 'Look at the rows');
        await page.getByText('2 points would be saved; 1 row cannot').waitFor();
        await t.look(iris, 'measure-paste');
        await page.getByText('Leave out what cannot be saved').click();
        await save(page, 'Save 2 points');
        await page.getByText('two points were saved').waitFor();
    });
    await t.look(iris, 'measure-show');
    await t.step('and takes them back', async () => {
        await page.getByRole('link', { name: 'Take back what was saved' }).click();
        await t.look(iris, 'measure-undo');
        await save(page, 'Take them back');
        return (await page.getByRole('rowheader').count()) === 1;
    });
    await t.step('is corrected', async () => {
        await page.getByRole('link', { name: '2 Nov 2026' }).click();
        await page.getByLabel(/^Value/).fill('26');
        await page.getByLabel('Why is it corrected?').fill('late forms');
        await save(page, 'Correct the number');
        await page.getByText('late forms').waitFor();
    });
    await t.step('gets new limits, an event, another definition', async () => {
        await page.goto(`${address}/rebase`);
        await page.getByLabel('From which day?').fill('2026-11-02');
        await page.getByLabel('Why?').fill('new bays');
        await save(page, 'Begin new limits');
        await page.goto(`${address}/rebase`);
        await t.look(iris, 'measure-rebase');
        await page.goto(`${address}/event`);
        await page.getByLabel('When?').fill('2026-11-03');
        await page.getByLabel('What happened?').fill('Ward moved');
        await save(page, 'Put it on the chart');
        await page.goto(`${address}/event`);
        await page.goto(`${address}/change`);
        await t.look(iris, 'measure-change');
        await page.getByLabel('Target').fill('38');
        await page.getByLabel('Why does it change?').fill('agreed by the board');
        await save(page, 'Save the change');
        await page.getByText('agreed by the board').waitFor();
    });
    await t.step('has limits and icons from thirteen points on', async () => {
        const weeks = Array.from({ length: 14 }, (_, i) => new Date(Date.UTC(2026, 6, 6 + 7 * i)));
        const rows = weeks.map((day, i) => `${day.toISOString().slice(0, 10)}\t${i === 13 ? 60 : 24 + (i % 3)}`);
        await page.goto(`${address}/paste`);
        await page.getByLabel('Rows').fill(rows.join('\n'));
        await save(page, 'Look at the rows');
        await save(page, 'Save 14 points');
        await page.locator('.chart .wide svg').waitFor();
        await t.look(iris, 'measure-chart');
        await page.goto('/measures/icons');
        await page.getByRole('row', { name: title }).getByRole('cell').first().waitFor();
        await t.look(iris, 'measure-icons');
        await page.goto('/measures');
        await t.look(iris, 'measure-list');
        await page.goto(address);
    });
    await t.step('is shared after a look at what leaves', async () => {
        await page.getByRole('link', { name: 'Share with the network' }).click();
        await t.look(iris, 'measure-share');
        await page.getByLabel(/^Share onwards/).check();
        await save(page, 'Share it');
        await page.getByText('Shared onwards with the network').waitFor();
        await page.goto(`${address}/share`);
        await page.goto(`/measures/compare?title=${encodeURIComponent(title)}`);
        await t.look(iris, 'measure-compare');
        await page.goto('/measures/small-numbers');
    });
});

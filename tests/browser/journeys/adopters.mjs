// adopters.mjs - an academy on its way: a cohort with its days and a pair, a skill used, a visit that becomes a thread.
import { journey } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name }).click();

journey('academies that walk together', async (t) => {
    const fay = await t.member('Bath', 'Fay Invented', 'faculty');
    const { page } = fay;
    const name = t.withScript ? 'Cohort 1' : 'Cohort 2';
    await t.step('a cohort is planned', async () => {
        await page.goto('/cohorts/new');
        await save(page, 'Save the cohort');
        await page.getByRole('link', { name: 'Give the cohort a name.' }).waitFor();
        await page.getByLabel('What is it called?').fill(name);
        await page.getByLabel('From', { exact: true }).fill('2026-01-08');
        await page.getByRole('radio', { name: /The network/ }).check();
        await save(page, 'Save the cohort');
        await page.getByRole('heading', { name, level: 1 }).waitFor();
    });
    await t.step('its 18 days stand in one form', async () => {
        await page.getByRole('link', { name: 'Fill in the 18 days' }).click();
        await t.look(fay, 'cohort-days');
        await page.getByLabel('Date of day 1', { exact: true }).fill('2026-01-08');
        await page.getByLabel('What is learned on day 1', { exact: true }).fill('Listening');
        await page.getByRole('checkbox', { name: 'Day 1 was held', exact: true }).check();
        await page.getByLabel('Date of day 18', { exact: true }).fill('2026-12-10');
        await save(page, 'Save the days');
        await page.getByText('1 of 18 days held').waitFor();
    });
    await t.step('a coach pair is named', async () => {
        await page.getByRole('link', { name: 'Name a coach pair' }).click();
        await page.getByLabel('Which pathway?').fill('Frailty');
        await page.getByLabel('From which hospital or trust?').fill('Royal Invented');
        await page.getByLabel('Flow coach').selectOption({ label: 'Fay Invented' });
        await save(page, 'Save the pair');
        await page.getByRole('heading', { name: 'Frailty, Royal Invented' }).waitFor();
    });
    await t.step('what was learned is used', async () => {
        await page.getByRole('link', { name: 'Say what was used in a room' }).click();
        await page.getByLabel('How did it go?').fill('Three people spoke who had not.');
        await save(page, 'Save it');
        await page.getByText('Three people spoke who had not.').waitFor();
    });
    await t.look(fay, 'cohort-show');
    await t.step('a step of the way begins with what records say', async () => {
        await page.goto('/journey/step?step=first_own_cohort');
        await t.check('the first day of the first cohort is there',
            (await page.getByLabel('Since when?').inputValue()) === '2026-01-08');
        await save(page, 'Save the step');
        await page.goto('/journey/step?step=own_rooms');
        await page.getByLabel('Since when?').fill('2024-11-01');
        await save(page, 'Save the step');
        await page.getByRole('heading', { name: 'Academies we walk with' }).waitFor();
        await page.getByText('Own Big Rooms: November 2024').waitFor();
    });
    await t.look(fay, 'adopter-list');
    await t.step('a visit is logged, and what was learned becomes a thread', async () => {
        await page.getByRole('link', { name: 'Log a visit' }).click();
        await page.getByLabel('Which academy?').selectOption({ index: 1 });
        await page.getByLabel('What for?').fill(`Day 5, ${name}`);
        await page.getByLabel('What did we learn?').fill('They begin with the patient.');
        await page.getByRole('radio', { name: /The network/ }).check();
        await save(page, 'Save the visit');
        await page.getByRole('link', { name: 'Share what we learned' }).click();
        await t.check('it begins with what was learned',
            (await page.getByLabel('What we learned').inputValue()).includes('They begin with the patient.'));
        await save(page, 'Share it');
        await page.getByText('They begin with the patient.').first().waitFor();
        await page.goto('/visits');
        await page.getByText('shared as a thread').first().waitFor();
    });
    await t.step('expectations and a count', async () => {
        await page.goto('/expectations/write');
        await page.getByLabel('What is expected?').fill('Home sooner.');
        await save(page, 'Save it');
        await page.getByText('Home sooner.').first().waitFor();
        await page.goto('/spread/count');
        await page.getByLabel('Coaches trained').fill('2');
        await save(page, 'Save the count');
        await page.getByRole('heading', { name: 'What this has become' }).waitFor();
    });
    await t.look(fay, 'spread-show');
});

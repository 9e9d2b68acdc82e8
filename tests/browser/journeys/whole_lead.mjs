// whole_lead.mjs - an academy's lead: the programme made our own, a cohort planned, a step of our way, a report's pattern borrowed.
import { journey, reads } from '../harness.mjs';
import { says, walking } from '../walk.mjs';

const ELEMENT = 'Names on the board by eight';
const PATTERN = 'Four parts on one page';

async function others(network) {
    await says(network, 'Sheffield', [
        { kind: 'element_published', to: 'network', message: { title: ELEMENT, nature: 'flexible', part: 'weekly_hour', purpose: 'Who could go home is known before the hour.' } },
        { kind: 'board_pattern_set', to: 'network', message: { title: PATTERN, about: 'For a board that had forty pages.', parts: [{ block: 'measures_block', heading: 'What the data say' }, { block: 'ask_block', heading: 'What we ask of you' }] } },
    ]);
}

journey('an academy’s lead, from end to end', { script: [true] }, async (t) => {
    await others(t.network);
    const lena = await t.member('Northumbria', 'Lena Invented', 'lead');
    const { page } = lena;
    const walk = walking(t, lena);

    await t.step('adopts an element, under a name of our own', async () => {
        await reads(page, '/programme?show=waiting', () => page.getByRole('link', { name: ELEMENT }));
        await walk.link(ELEMENT);
        await walk.link('Adopt, try or decline');
        await walk.tick('Adopts it');
        await walk.fill('What do we call it?', 'The list at eight');
        await walk.press('Save our decision');
        await walk.bar('Programme');
        await walk.sees('The list at eight');
    });
    await t.step('plans a cohort, its days and a pair', async () => {
        await walk.bar('Academies');
        await walk.link('Academies we walk with');
        await walk.link('Cohorts');
        await walk.link('Plan a cohort');
        await walk.fill('What is it called?', 'Our first cohort');
        await walk.fill('From', '2026-01-08');
        await walk.tick('The network');
        await walk.press('Save the cohort');
        await walk.link('Fill in the 18 days');
        await walk.fill('Date of day 1', '2026-01-08');
        await walk.press('Save the days');
        await walk.link('Name a coach pair');
        await walk.fill('Which pathway?', 'Frailty');
        await walk.press('Save the pair');
        await walk.sees('Frailty');
    });
    await t.step('says what the organisation expects', async () => {
        await walk.bar('Academies');
        await walk.link('Academies we walk with');
        await walk.link('What we expect');
        await page.goto('/expectations/write');
        await walk.fill('What is expected?', 'That people see their pathway together.');
        await walk.press('Save it');
        await walk.sees('see their pathway together');
    });
    await t.step('moves up a step, which the cohort shows', async () => {
        await page.goto('/journey/step?step=first_own_cohort');
        await walk.press('Save the step');
        await walk.headed('Academies we walk with');
        await walk.sees('First own cohort');
    });
    await t.step('borrows the pattern of a report to the board', async () => {
        await reads(page, '/patterns', () => page.getByRole('link', { name: PATTERN }));
        await walk.link(PATTERN);
        await walk.link('Begin a report from it');
        await walk.fill('The month in one sentence', 'A first cohort has begun');
        await walk.press('Save the report');
        await walk.headed('A first cohort has begun');
    });
    walk.cost(35);
});

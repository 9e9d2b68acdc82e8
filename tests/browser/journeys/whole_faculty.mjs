// whole_faculty.mjs - faculty, from the academies that they walk with to a version that others adopt.
import { journey, reads } from '../harness.mjs';
import { says, walking } from '../walk.mjs';

const ELEMENT = 'One page on the wall';
const QUESTION = 'What stands on the page in the first week?';

/* We publish an element; three academies do it differently; one of them says where it is, and asks. */
async function others(network) {
    const { page } = await says(network, 'Sheffield', [{
        ref: 'page', kind: 'element_published', to: 'network',
        message: { title: ELEMENT, nature: 'fixed', part: 'weekly_hour', purpose: 'Everybody sees the same.', stays: ['One page'], may_change: ['Its colours'] },
    }]);
    const { academy } = await network.device('Sheffield', 'status');
    for (const name of ['Bath', 'Imperial', 'Northumbria']) {
        await network.device(name, 'sync', '--wait', '5');
        await says(network, name, [{
            kind: 'adaptation_made', to: 'network',
            message: { academy, element: page, version: page, title: `Two pages, ${name}`, since: '2026-05-04', timing: 'planned', decider: 'the_team', level: 'one_room', purpose: 'not_sure', why: 'One is too full.' },
        }]);
    }
    await says(network, 'Imperial', [{ kind: 'thread_started', to: 'network', message: { title: QUESTION, question: true } }]);
}

journey('faculty, from end to end', { script: [true] }, async (t) => {
    await others(t.network);
    const nell = await t.member('Sheffield', 'Nell Invented', 'faculty');
    const bath = await t.member('Bath', 'Ola Invented', 'lead');
    const { page } = nell;
    const walk = walking(t, nell);

    await t.step('finds the academies that we walk with', async () => {
        await page.goto('/');
        await walk.bar('Academies');
        await walk.link('Academies we walk with');
        await walk.headed('Academies we walk with');
    });
    await t.step('logs a visit: what we gave, and what we learned', async () => {
        await walk.link('Log a visit');
        await walk.choose('Which academy?', 'Imperial');
        await walk.fill('What for?', 'The first day of their cohort');
        await walk.fill('What did we give?', 'A day taught together.');
        await walk.fill('What did we learn?', 'They begin with the page, not with the agenda.');
        await walk.tick('The network');
        await walk.press('Save the visit');
        await walk.sees('They begin with the page');
    });
    await t.step('shares what was learned, in one step', async () => {
        await walk.link('Share what we learned');
        await walk.press('Share it');
        await walk.sees('They begin with the page');
    });
    await t.step('sees a question that nobody has answered, and answers it', async () => {
        await reads(page, '/threads?filter=unanswered', () => page.getByRole('link', { name: QUESTION }));
        await walk.link(QUESTION);
        await walk.fill('Your reply', 'The patient’s words, and one number.');
        await walk.press(/^Post/);
        await walk.sees('and one number');
    });
    await t.step('spots three academies that do one element differently', async () => {
        await walk.bar('Programme');
        await walk.link(ELEMENT);
        for (const name of ['Bath', 'Imperial', 'Northumbria']) {
            await walk.sees(`Two pages, ${name}`);
        }
        await t.look(nell, 'element-of-three');
    });
    const address = new URL(page.url()).pathname;
    await t.step('publishes a version with what they learned', async () => {
        await walk.link('Publish version 2');
        await walk.fill('What may others change?', 'Its colours\nA second page');
        await walk.press('Publish version 2');
        await walk.sees('Version 2, published here');
    });
    await t.step('and sees who adopts it', async () => {
        await reads(bath.page, `${address}/decide`, () => bath.page.getByLabel('Adopts it'));
        await bath.page.getByLabel('Adopts it').check();
        await bath.page.getByRole('button', { name: 'Save our decision' }).click();
        await bath.page.getByText('adopted here today').waitFor();
        await reads(page, address, () => page.getByText(/Adopted: .*Bath/));
    });
    walk.cost(30);
});

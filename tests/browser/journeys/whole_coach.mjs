// whole_coach.mjs - an adopter coach, from what others do on the same pathway to the sheet that is printed.
import { journey, reads } from '../harness.mjs';
import { says, walking } from '../walk.mjs';

const PATHWAY = 'Kidney stones';
const ROOM = `${PATHWAY} Big Room`;
const ELEMENT = 'A story before the scan';
const ASKED = 'Who scans a kidney stone before noon?';
const day = (days) => new Date(Date.now() + 86400000 * days).toISOString().slice(0, 10);

/* Two other academies have a room on the same pathway, and let others read of it; one publishes an element. */
async function others(network) {
    const device = (...words) => network.device(...words);
    await says(network, 'Sheffield', [{
        kind: 'element_published', to: 'network',
        message: { title: ELEMENT, nature: 'fixed', part: 'weekly_hour', purpose: 'Everybody knows for whom the hour is.', stays: ['A story opens the hour'], may_change: ['Who tells it'] },
    }]);
    for (const academy of ['Bath', 'Sheffield']) {
        const { id } = await device(academy, 'room', 'open', '--name', `Stones at ${academy}`, '--pathway', PATHWAY, '--purpose', 'Home the same day');
        await device(academy, 'sync');
        await device(academy, 'room', 'share', id, '--with', 'purpose', '--yes');
    }
}

journey('an adopter coach, from end to end', { script: [true] }, async (t) => {
    const device = (...words) => t.network.device(...words);
    await others(t.network);
    const ada = await t.member('Northumbria', 'Ada Invented', 'coach');
    const { page } = ada;
    const walk = walking(t, ada);

    await t.step('reads two other rooms on the same pathway, which the first page offers', async () => {
        await reads(page, '/', () => page.getByRole('link', { name: 'Stones at Sheffield, Sheffield' }));
        await walk.link('Stones at Sheffield, Sheffield');
        await walk.sees('Home the same day');
        await walk.link(`${PATHWAY}, elsewhere`);
        await walk.link('Stones at Bath');
        await walk.sees('Home the same day');
    });
    await t.step('has a room with a weekly hour', async () => {
        await walk.bar('Home');
        await walk.link('Set up the room');
        await walk.fill('What is the room called?', ROOM);
        await walk.fill('Which pathway is it for?', PATHWAY);
        await walk.fill('Why do you meet?', 'People with a stone go home the same day.');
        await walk.choose('Weekly hour: day', 'Tuesday');
        await walk.fill('It starts at', '08:00');
        await walk.press('Set up the room');
        await walk.headed(ROOM);
        await walk.link('Appoint the coach pair');
        await walk.choose('Clinical coach', 'Ada Invented (you)');
        await walk.choose('Flow coach', t.network.academies.Northumbria.member);
        await walk.press('Appoint the pair');
        await walk.sees('(flow)');
    });
    await t.step('says whom the pathway needs', async () => {
        await walk.link('Stakeholders, by role');
        for (const role of ['Urologist', 'Radiographer']) {
            await walk.fill('Which role?', role);
            await walk.press('Add the stakeholder');
            await walk.sees(role);
        }
    });
    await t.step('has a measure, with what was in a spreadsheet, and is told what it shows', async () => {
        await walk.bar('Big Rooms');
        await walk.link(ROOM);
        await walk.link('Define a measure');
        await walk.fill('What is measured?', 'Scanned before noon');
        await walk.fill('Unit', '%');
        await walk.tick('Higher');
        await walk.press('Define the measure');
        await walk.link('Paste from Excel');
        await walk.fill('Rows', Array.from({ length: 14 }, (_, i) => `${day(7 * i - 98)}\t${40 + (i % 4) + (i > 7 ? 20 : 0)}`).join('\n'));
        await walk.press('Look at the rows');
        await walk.press('Save 14 points');
        await walk.sees('Improvement.');
    });
    await t.step('runs the hour', async () => {
        await walk.link(ROOM);
        await walk.link('Prepare the hour');
        await walk.press('Save the agenda');
        await walk.link('Open the wall view');
        await walk.press('Start the hour');
        for (const step of ['Patient story', 'Last week’s actions', 'What the data says', 'A PDSA: plan the next test']) {
            await walk.key('n');
            await walk.headed(step);
        }
        await walk.link('Plan a small test');
    });
    await t.step('plans a test with a prediction', async () => {
        await walk.fill('What do you want to find out?', 'Does a slot kept free at 10 bring the scan before noon?');
        await walk.fill('What do you predict?', 'Six of eight before noon.');
        await walk.fill('What will you do', 'One slot on Monday.');
        await walk.fill('What do you call it?', 'A slot at ten');
        await walk.press('Save the plan');
        await walk.headed('A slot at ten');
    });
    await t.step('asks the network one question', async () => {
        await walk.bar('Questions');
        await walk.link('Ask the network');
        await walk.fill('Your question, in one line', ASKED);
        await walk.press('Ask the question');
        await walk.headed(ASKED);
    });
    const thread = new URL(page.url()).pathname;
    await t.step('and two academies say what came of trying it', async () => {
        const id = thread.split('/').at(-1);
        for (const academy of ['Bath', 'Sheffield']) {
            await device(academy, 'sync', '--wait', '5');
            await device(academy, 'thread', 'tried', id, '--outcome', academy === 'Bath' ? 'worked' : 'partly', '--different', `With the ward clerk, ${academy}`);
        }
        await reads(page, thread, () => page.getByText('With the ward clerk, Sheffield'));
        await walk.sees('With the ward clerk, Bath');
    });
    await t.step('writes down what the room does differently', async () => {
        await reads(page, '/programme?show=all', () => page.getByRole('link', { name: ELEMENT }));
        await walk.bar('Programme');
        await walk.link('All that is published');
        await walk.link(ELEMENT);
        await walk.link('Write down what you changed');
        await walk.fill('What did you change?', 'A nurse tells it, from the bedside');
        await walk.tick('Planned');
        await walk.tick('The team in the room');
        await walk.tick('One Big Room');
        await walk.tick('It keeps it');
        await walk.fill('6. Why?', 'Nobody with a stone can sit for an hour.');
        await walk.press('Save what you changed');
        await walk.headed('A nurse tells it, from the bedside');
    });
    await t.step('prints the room on one page', async () => {
        await walk.bar('Big Rooms');
        await walk.link(ROOM);
        await walk.link('On one page');
        await walk.sees('A slot at ten');
        const sheet = await page.pdf({ format: 'A4', preferCSSPageSize: true });
        return sheet.toString('latin1').match(/\/Type\s*\/Page\b/g).length === 1;
    });
    walk.cost(60);
});

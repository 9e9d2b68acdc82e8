// states.mjs - pages in the states that are rare: two texts, the longest words, print.
import { journey, reads } from '../harness.mjs';

const told = (t, words) => `${words}${t.withScript ? '' : ' (no script)'}`;
const post = (page, text) => page.locator('article.post', { hasText: text }).first();

async function thread(page, title, text, more = async () => {}) {
    await page.goto('/threads/new');
    await page.getByLabel('Title').fill(title);
    await page.locator('#field-text').fill(text);
    await page.locator('input[name=audience][value=network]').check();
    await more();
    await page.getByRole('button', { name: 'Start the thread' }).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    return new URL(page.url()).pathname;
}

/** The text of the form of each, in turn; both forms were open before either was sent. */
async function bothChange(pages, address, fill, button) {
    for (const page of pages) {
        await page.goto(address);
    }
    for (const [number, page] of pages.entries()) {
        await fill(page, number);
        await page.getByRole('button', { name: button }).click();
        await page.waitForURL((url) => url.pathname !== address);
    }
}

journey('two changed it', async (t) => {
    const name = t.withScript ? 'Yarrow Invented' : 'Sweet Invented';
    const home = t.withScript ? 'Imperial' : 'Northumbria';
    const here = await t.member(home, name, 'faculty');
    const there = await t.member(home, name, 'faculty');
    const basil = await t.member('Bath', t.withScript ? 'Iris Invented' : 'Olive Invented');
    const title = told(t, 'Which bay comes first?');
    let address;
    await t.step('both texts stand side by side, and nothing was overwritten', async () => {
        address = await thread(here.page, title, 'Bay one.');
        const edit = `${address}/edit/${address.split('/').pop()}`;
        await bothChange([here.page, there.page], edit, (page, number) => page.locator('#field-text').fill(number === 0 ? 'Bay two, since May.' : 'Bay three, by rota.'), 'Save the change');
        await here.page.goto(address);
        const first = here.page.locator('article.post').first();
        await first.getByRole('heading', { name: 'Two texts stand side by side' }).waitFor();
        await first.getByText('Bay two, since May.').waitFor();
        await first.getByText('Bay three, by rota.').waitFor();
    });
    await t.look(here, 'two-texts');
    await t.step('so at the other academy', async () => {
        await reads(basil.page, address, () => basil.page.getByRole('heading', { name: 'Two texts stand side by side' }));
    });
    await t.step('its author puts them together', async () => {
        await post(here.page, 'Bay two').getByRole('link', { name: 'Put them together' }).click();
        await here.page.getByRole('heading', { name: 'Put the two together' }).waitFor();
    });
    await t.look(here, 'two-texts-edit');
    await t.step('and one stands', async () => {
        await here.page.locator('#field-text').fill('Bay two, then three by rota.');
        await here.page.getByRole('button', { name: 'Save the change' }).click();
        await post(here.page, 'Bay two, then three by rota.').waitFor();
        return (await here.page.getByText('stand side by side').count()) === 0;
    });
    await t.step('so of our academy’s own page', async () => {
        await bothChange([here.page, there.page], '/academy/context', (page, number) => page.getByLabel('Size').fill(told(t, `Site ${number}`)), 'Save our page');
        await there.page.getByRole('heading', { name: 'Two texts stand side by side' }).waitFor();
        await there.page.goto('/academy/context');
        await there.page.getByRole('heading', { name: 'Two texts stand side by side' }).waitFor();
    });
    await t.look(there, 'context-two-texts');
    await t.step('or one of them is kept', async () => {
        await there.page.locator('details.disclosed summary').last().click();
        await there.page.getByRole('button', { name: 'Keep this one' }).last().click();
        await there.page.getByText(told(t, 'Site 1')).first().waitFor();
        return (await there.page.getByText('stand side by side').count()) === 0;
    });
    await t.step('whoever saves next is named', async () => {
        await there.page.goto('/academy/context');
        await there.page.getByLabel('Size').fill(told(t, 'Both sites'));
        await there.page.getByRole('button', { name: 'Save our page' }).click();
        await there.page.getByText(`by ${name}`).first().waitFor();
        return (await there.page.getByText('stand side by side').count()) === 0;
    });
});

const WELSH = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch';
const LONG_NAME = 'Gwenllian Angharad Myfanwy ferch Llywelyn Invented of Penrhyndeudraethgogogoch';

journey('the longest words', { script: [true] }, async (t) => {
    const person = await t.member('Bath', LONG_NAME);
    const basil = await t.member('Imperial', 'Basil Invented');
    const title = `Tŷ, dŵr a gŵyl: sut mae eich tîm yn dechrau’r awr yn ${WELSH}, a phwy sy’n cadw’r amser?`;
    const pathway = `${WELSH.slice(0, 40)} a gofal llym yr henoed`;
    const topic = `pneumonoultramicroscopicsilicovolcanoconiosis a ŵyn`;
    let address;
    await t.step('all of it is taken', async () => {
        address = await thread(person.page, title, `Ŵy, ŷd ac ŵyn: ${WELSH.repeat(3)}\n\n- ${WELSH}\n- gŵr`, async () => {
            await person.page.locator('summary', { hasText: 'pathway' }).click();
            await person.page.getByLabel('Pathway').fill(pathway);
            await person.page.getByLabel('Topics').fill(topic);
        });
        await person.page.getByLabel('Your reply').fill(`${WELSH}${WELSH} ŵ ŷ`);
        await person.page.getByRole('button', { name: 'Post reply' }).click();
        await post(person.page, `${WELSH}${WELSH}`).waitFor();
    });
    await t.look(person, 'longest-thread');
    await t.step('the letters are those of the font', () => person.page.evaluate(async () => {
        await document.fonts.ready;
        return document.fonts.check('400 18px "Source Sans 3"', 'ŵŷŴŶ') && [...document.fonts].some((one) => one.status === 'loaded' && /U\+0?17[4-7]/i.test(one.unicodeRange));
    }));
    await person.page.goto(`/threads?topic=${encodeURIComponent(topic)}`);
    await t.look(person, 'longest-narrowed');
    await person.page.goto('/');
    await t.look(person, 'longest-home');
    await t.step('and at the other academy', async () => {
        await reads(basil.page, address, () => basil.page.getByRole('heading', { name: title, level: 1 }));
    });
    await person.page.goto('/people');
    await t.look(person, 'longest-people');
});

journey('what was said before', async (t) => {
    const iris = await t.member('Bath', t.withScript ? 'Iris Invented' : 'Olive Invented');
    const basil = await t.member('Imperial', t.withScript ? 'Basil Invented' : 'Sorrel Invented');
    const title = told(t, 'Can a porter chair the huddle in winter?');
    const mine = told(t, 'Who chairs winter huddles when all are away?');
    await t.step('the second asker finds the first, before the question is sent', async () => {
        const address = await thread(iris.page, title, 'Ours did.');
        await reads(basil.page, '/search?words=porter%20huddle%20winter', () => basil.page.getByRole('link', { name: title, exact: true }));
        await basil.page.goto('/ask');
        await basil.page.getByLabel('Your question, in one line').fill(mine);
        if (t.withScript) {
            await basil.page.getByLabel('What is it about?').focus();
        } else {
            await basil.page.getByRole('button', { name: 'See what was said before' }).click();
        }
        const close = basil.page.locator('[data-close]');
        await close.getByText(/says? something close/).waitFor();
        return (await close.getByRole('link', { name: title, exact: true }).getAttribute('href')) === address;
    });
    await t.look(basil, 'ask-close');
    await t.step('and what was written is still there', async () => (await basil.page.getByLabel('Your question, in one line').inputValue()) === mine);
    await t.step('it can be asked all the same', async () => {
        await basil.page.getByRole('button', { name: 'Ask the question' }).click();
        await basil.page.getByRole('heading', { name: mine, level: 1 }).waitFor();
    });
});

journey('follow a topic and a pathway', async (t) => {
    const iris = await t.member('Bath', t.withScript ? 'Iris Invented' : 'Olive Invented');
    const basil = await t.member('Imperial', t.withScript ? 'Clover Invented' : 'Heather Invented', 'lead,data_steward');
    const topic = t.withScript ? 'lanterns' : 'candles';
    const pathway = t.withScript ? 'Night walks' : 'Day walks';
    const about = (words) => async () => {
        await iris.page.locator('summary', { hasText: 'Topics and pathway' }).click();
        for (const [label, value] of Object.entries(words)) {
            await iris.page.getByLabel(label).fill(value);
        }
    };
    await t.step('from a thread to its topic, and follows it', async () => {
        const address = await thread(iris.page, told(t, 'One lantern a ward'), 'So.', about({ Topics: topic, Pathway: pathway }));
        await reads(basil.page, address, () => basil.page.getByRole('heading', { level: 1, name: told(t, 'One lantern a ward') }));
        await basil.page.getByRole('button', { name: topic }).click();
        await basil.page.getByRole('button', { name: 'Follow this topic' }).click();
        await basil.page.getByRole('button', { name: 'Stop following this topic' }).waitFor();
    });
    await t.look(basil, 'threads-of-a-topic');
    await t.step('and the pathway', async () => {
        await basil.page.goto(`/threads?pathway=${encodeURIComponent(pathway)}`);
        await basil.page.getByRole('button', { name: 'Follow this pathway' }).click();
        await basil.page.getByRole('button', { name: 'Stop following this pathway' }).waitFor();
        await basil.page.goto('/since');
    });
    await t.step('what is new of both is told as followed', async () => {
        const titles = [told(t, 'Two lanterns a ward'), told(t, 'The long corridor')];
        await thread(iris.page, titles[0], 'So.', about({ Topics: `${topic}, wards` }));
        await thread(iris.page, titles[1], 'So.', about({ Pathway: pathway }));
        for (const title of titles) {
            await reads(basil.page, '/since', () => basil.page.locator('li', { hasText: title }).getByText('You follow it'));
        }
        await basil.page.goto('/threads?filter=following');
        await basil.page.getByRole('link', { name: titles[1], exact: true }).waitFor();
    });
    await basil.page.goto('/since');
    await t.look(basil, 'since-followed');
});

journey('a thread on paper', { script: [true] }, async (t) => {
    const iris = await t.member('Bath', 'Iris Invented');
    const title = 'What do we print?';
    await t.step('the words, who wrote them, and nothing to press', async () => {
        await thread(iris.page, title, 'This page, for the wall.');
        await iris.page.getByLabel('Your reply').fill('And this answer.');
        await iris.page.getByRole('button', { name: 'Post reply' }).click();
        await post(iris.page, 'And this answer.').waitFor();
        await iris.page.emulateMedia({ media: 'print' });
        const shown = await iris.page.evaluate(() => [...document.querySelectorAll('button, input, textarea, select, nav, summary, .skip')].filter((one) => one.checkVisibility({ checkVisibilityCSS: true })).map((one) => one.outerHTML.slice(0, 80)));
        if (shown.length > 0) {
            throw new Error(shown.join('\n'));
        }
        await post(iris.page, 'And this answer.').getByText('Iris Invented').first().waitFor();
        await iris.page.getByRole('heading', { name: title, level: 1 }).waitFor();
    });
    if (t.pictures) {
        await iris.page.setViewportSize({ width: 794, height: 1123 });
        await iris.page.screenshot({ path: `${t.pictures}/thread-print.png`, fullPage: true });
    }
    await t.step('in ink on white', () => iris.page.evaluate(() => [document.body, ...document.querySelectorAll('.card, .band, .initials')].every((one) => ['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(getComputedStyle(one).backgroundColor))));
});

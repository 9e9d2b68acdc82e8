// forum.mjs - a question and its answer between two academies, and everything around it.
import { journey, reads } from '../harness.mjs';

const told = (t, words) => `${words}${t.withScript ? '' : ' (no script)'}`; // titles of one telling

/** A thread is written at one academy; its address there. */
async function ask(page, title, text = '') {
    await page.goto('/ask');
    await page.getByLabel('Your question, in one line').fill(title);
    if (text) {
        await page.getByLabel('What is it about?').fill(text);
    }
    await page.getByRole('button', { name: 'Ask the question' }).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    return new URL(page.url()).pathname;
}

async function reply(page, address, text) {
    if (new URL(page.url()).pathname !== address) {
        await page.goto(address);
    }
    await page.getByLabel('Your reply').fill(text);
    await page.getByRole('button', { name: 'Post reply' }).click();
    await page.locator('article', { hasText: text }).first().waitFor();
}

const post = (page, text) => page.locator('article.post:not(.accepted)', { hasText: text }).first();

async function people(t) {
    return t.withScript
        ? [await t.member('Bath', 'Iris Invented'), await t.member('Imperial', 'Basil Invented')]
        : [await t.member('Bath', 'Olive Invented'), await t.member('Imperial', 'Sorrel Invented')];
}

journey('ask and answer', async (t) => {
    const [iris, basil] = await people(t);
    const title = told(t, 'Where do you begin when nobody has an hour?');
    const answer = 'We began with twenty minutes after the ward round.';
    let address;

    await t.step('the question form says who will see it, beside the button', async () => {
        await iris.page.goto('/ask');
        await iris.page.locator('.post-bar', { hasText: 'The network will see this' }).getByRole('button', { name: 'Ask the question' }).waitFor();
    });
    await t.look(iris, 'ask');
    await t.step('without a title it is refused, and what was written is kept', async () => {
        await iris.page.getByLabel('What is it about?').fill('Five weeks in.');
        await iris.page.getByRole('button', { name: 'Ask the question' }).click();
        await iris.page.getByRole('alert').waitFor();
        await iris.page.locator('#error-title').waitFor();
        return (await iris.page.getByLabel('What is it about?').inputValue()).trim() === 'Five weeks in.';
    });
    await t.look(iris, 'ask-refused');
    await t.step('asks', async () => {
        address = await ask(iris.page, title, 'Everyone likes the idea.');
        await iris.page.getByText('Not answered yet').first().waitFor();
    });
    await t.look(iris, 'question-new');
    await t.step('the other academy finds it among what is not answered', async () => {
        await reads(basil.page, '/threads', () => basil.page.getByRole('link', { name: title, exact: true }));
        await basil.page.getByRole('navigation', { name: 'Which threads' }).getByRole('link', { name: /^Not answered/ }).click();
        await basil.page.getByRole('link', { name: title, exact: true }).click();
        await basil.page.getByRole('heading', { name: title, level: 1 }).waitFor();
    });
    await t.look(basil, 'question-from-elsewhere');
    await t.step('a reply says who will see it, and is there at once', async () => {
        await basil.page.locator('form.reply', { hasText: 'The network will see this' }).waitFor();
        await reply(basil.page, address, answer);
    });
    await t.look(basil, 'question-replied');
    await t.step('the asker reads it at the first academy, with its author', async () => {
        await reads(iris.page, address, () => iris.page.locator('article', { hasText: answer }));
        await post(iris.page, answer).getByText('Imperial').first().waitFor();
    });
    await t.step('quotes it', async () => {
        await post(iris.page, answer).getByRole('link', { name: 'Quote' }).click();
        await iris.page.locator('form.reply', { hasText: 'What you quote will stand above your words' }).waitFor();
    });
    await t.look(iris, 'reply-quoting');
    await t.step('the quotation stands in the reply', async () => {
        await iris.page.getByLabel('Your reply').fill('Thank you, we try that on Thursdays.');
        await iris.page.getByRole('button', { name: 'Post reply' }).click();
        await post(iris.page, 'we try that on Thursdays').locator('blockquote', { hasText: 'twenty minutes' }).waitFor();
    });
    await t.step('accepts the answer of the other academy', async () => {
        const which = iris.page.getByLabel('Which reply answers it?');
        await which.selectOption({ index: 1 });
        await iris.page.getByRole('button', { name: 'It is answered' }).click();
        await iris.page.locator('article.accepted', { hasText: answer }).waitFor();
        await iris.page.locator('header .line', { hasText: 'Answered' }).waitFor();
    });
    await t.look(iris, 'question-answered');
    await t.step('the other academy sees that its answer was chosen', async () => {
        await reads(basil.page, address, () => basil.page.locator('article.accepted', { hasText: answer }));
    });
    await t.step('says that it was tried, and what was different', async () => {
        await iris.page.locator('article.accepted').getByRole('link', { name: 'We tried this' }).click();
        await iris.page.getByRole('heading', { name: 'We tried this' }).waitFor();
    });
    await t.look(iris, 'tried');
    await t.step('without a choice it is refused', async () => {
        await iris.page.getByLabel('What was different').fill('Twelve minutes were enough.');
        await iris.page.getByRole('button', { name: 'Say how it went' }).click();
        await iris.page.getByRole('alert').waitFor();
        return (await iris.page.getByLabel('What was different').inputValue()).trim() === 'Twelve minutes were enough.';
    });
    await t.look(iris, 'tried-refused');
    await t.step('it counts for the academy, and is read at the other', async () => {
        await iris.page.getByLabel('Partly', { exact: true }).check();
        await iris.page.getByRole('button', { name: 'Say how it went' }).click();
        await iris.page.locator('.tried-card', { hasText: 'Twelve minutes were enough.' }).waitFor();
        await reads(basil.page, address, () => basil.page.locator('.tried-card', { hasText: 'Tried at one academy' }));
    });
    await t.look(basil, 'question-tried');
    await t.step('and is taken back by who said it', async () => {
        await iris.page.goto(address);
        await iris.page.locator('.tried-card').getByRole('link', { name: 'Take it back' }).click();
        await iris.page.getByRole('heading', { name: 'Take back what you said of trying this' }).waitFor();
    });
    await t.look(iris, 'tried-take-back');
    await t.step('then it counts no more, at the other academy neither', async () => {
        await iris.page.getByRole('button', { name: 'Take it back' }).click();
        await iris.page.locator('.tried-card', { hasText: 'withdrew what was said here' }).waitFor();
        await reads(basil.page, address, () => basil.page.locator('.tried-card', { hasText: 'withdrew what was said here' }));
        return (await basil.page.getByText('Twelve minutes were enough.').count()) === 0;
    });
    await t.look(basil, 'tried-withdrawn');
});

journey('edit with history', async (t) => {
    const [iris, basil] = await people(t);
    const title = told(t, 'Which clock do you start?');
    let address;
    await t.step('writes and corrects', async () => {
        address = await ask(iris.page, title);
        await reply(iris.page, address, 'From the dooor of the ward.');
        await post(iris.page, 'From the dooor').getByRole('link', { name: 'Edit', exact: true }).click();
        await iris.page.getByRole('heading', { name: 'Edit', level: 1 }).waitFor();
        return (await iris.page.locator('#field-text').inputValue()).trim() === 'From the dooor of the ward.';
    });
    await t.look(iris, 'edit');
    await t.step('the new text stands, and says that it was edited', async () => {
        await iris.page.locator('#field-text').fill('From the door of the ward.');
        await iris.page.getByRole('button', { name: 'Save the change' }).click();
        await post(iris.page, 'From the door of').getByRole('link', { name: 'Edited once' }).waitFor();
    });
    await t.step('what stood there before can be read at the other academy', async () => {
        await reads(basil.page, address, () => basil.page.locator('article', { hasText: 'From the door of' }));
        await post(basil.page, 'From the door of').getByRole('link', { name: 'Edited once' }).click();
        await basil.page.getByRole('heading', { name: 'What changed' }).waitFor();
        await basil.page.getByText('From the dooor').waitFor();
    });
    await t.look(basil, 'history');
    await t.step('nobody else may edit it', async () => {
        await basil.page.goto(address);
        return (await post(basil.page, 'From the door of').getByRole('link', { name: 'Edit', exact: true }).count()) === 0;
    });
});

journey('narrowest first', async (t) => {
    const [iris, basil] = await people(t);
    const title = told(t, 'Which room on Thursday?');
    await t.step('a new thread begins at the narrowest audience', async () => {
        await iris.page.goto('/threads/new');
        const chosen = iris.page.locator('.post-bar input[name=audience]:checked');
        return (await chosen.getAttribute('value')) === 'academy';
    });
    await t.look(iris, 'thread-new');
    await t.step('without words it is refused, each field by name', async () => {
        await iris.page.getByRole('button', { name: 'Start the thread' }).click();
        await iris.page.getByRole('alert').waitFor();
        await iris.page.locator('#error-title').waitFor();
    });
    await t.look(iris, 'thread-new-refused');
    await t.step('it stays at the academy', async () => {
        await iris.page.getByLabel('Title').fill(title);
        await iris.page.locator('#field-text').fill('Is the old library free?');
        await iris.page.getByRole('button', { name: 'Start the thread' }).click();
        await iris.page.getByRole('heading', { name: title, level: 1 }).waitFor();
        const shared = told(t, 'What we stopped and why');
        await iris.page.goto('/threads/new');
        await iris.page.getByLabel('Title').fill(shared);
        await iris.page.locator('#field-text').fill('The long agenda.');
        await iris.page.locator('input[name=audience][value=network]').check();
        await iris.page.getByRole('button', { name: 'Start the thread' }).click();
        await iris.page.getByRole('heading', { name: shared, level: 1 }).waitFor();
        await reads(basil.page, '/threads', () => basil.page.getByRole('link', { name: shared }));
        return (await basil.page.getByRole('link', { name: title, exact: true }).count()) === 0;
    });
});

journey('asked of one academy', async (t) => {
    const [iris, basil] = await people(t);
    const title = told(t, 'How do you keep the timekeeper?');
    await t.step('one academy is asked, in the open', async () => {
        await iris.page.goto('/ask');
        await iris.page.getByLabel('Your question, in one line').fill(title);
        await iris.page.getByLabel('Imperial, in the open').check();
        await iris.page.getByRole('button', { name: 'Ask the question' }).click();
        await iris.page.getByRole('heading', { name: title, level: 1 }).waitFor();
        await iris.page.getByText('Asked of Imperial').waitFor();
    });
    await t.look(iris, 'question-asked-of-one');
    await t.step('it is counted at the academy that is asked', async () => {
        await reads(basil.page, '/threads', () => basil.page.getByRole('link', { name: title, exact: true }));
        const filter = basil.page.getByRole('navigation', { name: 'Which threads' }).getByRole('link', { name: /^Asked of us/ });
        await filter.locator('.count').waitFor();
        await filter.click();
        await basil.page.getByRole('link', { name: title, exact: true }).waitFor();
    });
    await t.look(basil, 'threads-asked');
    await t.step('others can answer too, and the first answer clears nothing until it is chosen', async () => {
        await basil.page.getByRole('link', { name: title, exact: true }).click();
        await reply(basil.page, new URL(basil.page.url()).pathname, 'We take turns.');
        await basil.page.getByText('Not answered yet').first().waitFor();
    });
});

journey('thread list', async (t) => {
    const [iris] = await people(t);
    await ask(iris.page, told(t, 'Do you write minutes?'));
    await t.step('filters are links, and each says which one holds', async () => {
        await iris.page.goto('/threads');
        const filters = iris.page.getByRole('navigation', { name: 'Which threads' });
        for (const name of [/^Newest/, /^Asked of us/, /^Not answered/, /^Followed/, /^Not read/]) {
            await filters.getByRole('link', { name }).click();
            await filters.locator('a[aria-current=true]', { hasText: name }).waitFor();
            await iris.page.getByRole('heading', { level: 1 }).waitFor();
        }
    });
    await iris.page.goto('/threads');
    await t.look(iris, 'threads');
    await t.step('narrows to one academy', async () => {
        await iris.page.locator('.narrowing select[name=academy]:visible').selectOption({ label: 'Bath' });
        await iris.page.locator('.narrowing button:visible').click();
        await iris.page.getByRole('link', { name: told(t, 'Do you write minutes?'), exact: true }).waitFor();
    });
    await iris.page.goto('/threads?filter=following');
    await t.look(iris, 'threads-none-followed');
});

journey('follow', async (t) => {
    const [iris, basil] = await people(t);
    const title = told(t, 'What stands on your wall?');
    let address;
    await t.step('follows a thread of the other academy', async () => {
        address = await ask(iris.page, title);
        await reads(basil.page, address, () => basil.page.getByRole('heading', { name: title, level: 1 }));
        await basil.page.getByRole('button', { name: 'Follow this thread' }).click();
        await basil.page.getByRole('button', { name: 'Stop following' }).waitFor();
        await basil.page.goto('/threads?filter=following');
        await basil.page.getByRole('link', { name: title, exact: true }).waitFor();
    });
    await t.step('what is new since the last visit is listed, and taken off when seen', async () => {
        await reply(iris.page, address, 'Three lines, with minutes.');
        await reads(basil.page, '/since', () => basil.page.getByRole('link', { name: title, exact: true }).first());
    });
    await t.look(basil, 'since');
    await t.step('seen is seen', async () => {
        await basil.page.getByRole('button', { name: 'I have seen all of it' }).click();
        await basil.page.goto('/since');
        return (await basil.page.getByRole('link', { name: title, exact: true }).count()) === 0;
    });
    await t.step('and stops', async () => {
        await basil.page.goto(address);
        await basil.page.getByRole('button', { name: 'Stop following' }).click();
        await basil.page.getByRole('button', { name: 'Follow this thread' }).waitFor();
    });
});

journey('live line', { script: [true] }, async (t) => {
    const [iris, basil] = await people(t);
    const title = 'How long is your hour, truly?';
    let address;
    await t.step('a reply elsewhere is told on the open page, and nothing that is read moves', async () => {
        address = await ask(iris.page, title, 'Ours is forty minutes.');
        await reads(basil.page, address, () => basil.page.getByRole('heading', { name: title, level: 1 }));
        const places = () => basil.page.evaluate(() => ['h1', 'article.post', '#field-text'].map((one) => document.querySelector(one).getBoundingClientRect().top));
        await basil.page.getByLabel('Your reply').fill('Half-written words');
        const before = await places();
        await reply(iris.page, address, 'And yours?');
        await basil.page.locator('.live a').waitFor();
        const after = await places();
        return before[0] === after[0] && before[1] === after[1]
            && (await basil.page.getByLabel('Your reply').inputValue()) === 'Half-written words';
    });
    await t.look(basil, 'live-line');
    await t.step('a reply in another thread is not told here', async () => {
        const other = await ask(iris.page, 'Do you have biscuits?');
        await basil.page.goto(address);
        const told = basil.page.waitForResponse(/events/).then(() => basil.page.evaluate(() => new Promise((done) => {
            const events = new EventSource('/events');
            events.addEventListener('post', (event) => event.data.includes('"posts":2') && done(true));
        })));
        await reads(iris.page, other, () => iris.page.getByRole('heading', { name: 'Do you have biscuits?', level: 1 }));
        await reply(iris.page, other, 'On Fridays.');
        await reply(iris.page, other, 'Sometimes.');
        await told;
        const isSilent = (await basil.page.locator('.live a').count()) === 0;
        await reply(iris.page, address, 'And who keeps the time?');
        await basil.page.locator('.live a', { hasText: '1 new reply' }).waitFor();
        return isSilent;
    });
    await t.step('and shown when it is asked for', async () => {
        await basil.page.locator('.live a').click();
        await basil.page.locator('article', { hasText: 'And who keeps the time?' }).first().waitFor();
    });
});

journey('drafts', async (t) => {
    const [iris] = await people(t);
    const words = 'Half of what I want to say.';
    const title = told(t, 'A question that is not ready');
    await t.step(t.withScript ? 'what is being written is kept by itself' : 'Save draft keeps it', async () => {
        await iris.page.goto('/threads/new');
        await iris.page.getByLabel('Title').fill(title);
        await iris.page.locator('#field-text').fill(words);
        if (t.withScript) {
            await iris.page.getByText(/^Draft kept at/).waitFor();
        } else {
            await iris.page.getByRole('button', { name: 'Save draft' }).click();
            await iris.page.getByText(/^Draft kept/).waitFor();
        }
    });
    await t.look(iris, 'draft-kept');
    await t.step('it is there in another browser of the same person', async () => {
        const other = await t.member('Bath', iris.name);
        await other.page.goto('/threads/new');
        return (await other.page.locator('#field-text').inputValue()).trim() === words && (await other.page.getByLabel('Title').inputValue()) === title;
    });
    await t.step('and gone when it was posted', async () => {
        await iris.page.getByRole('button', { name: 'Start the thread' }).click();
        await iris.page.getByRole('heading', { name: title, level: 1 }).waitFor();
        await iris.page.goto('/threads/new');
        return (await iris.page.getByLabel('Title').inputValue()) === '';
    });
});

journey('search', async (t) => {
    const [iris, basil] = await people(t);
    const title = told(t, 'Who has tried a marmalade huddle?');
    await t.step('finds a thread of the other academy by a word of it', async () => {
        await ask(iris.page, title);
        await reads(basil.page, '/search?words=marmalade', () => basil.page.getByRole('link', { name: title, exact: true }));
        await basil.page.getByText('In our copy').waitFor();
    });
    await t.look(basil, 'search');
    await t.step('says so when there is nothing', async () => {
        await basil.page.getByLabel('What are you looking for?').fill('zzyzx');
        await basil.page.getByRole('button', { name: 'Search' }).last().click();
        await basil.page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    });
    await t.look(basil, 'search-nothing');
    await t.step('only people, when that is asked for', async () => {
        await basil.page.goto('/search?words=basil');
        await basil.page.locator('main .filters').getByRole('button', { name: 'People' }).click();
        await basil.page.getByRole('link', { name: 'Basil Invented' }).first().waitFor();
    });
});

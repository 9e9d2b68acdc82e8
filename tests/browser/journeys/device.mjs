// device.mjs - the same pages from somebody's own copy, on 127.0.0.1, with and without a network.
import { journey, reads } from '../harness.mjs';

journey('own copy', async (t) => {
    const ash = await t.atDevice('Northumbria');
    const { page } = ash;
    await t.step('opens with the address that bigroom pages prints, which is then gone from the bar', async () => {
        await page.getByRole('heading', { level: 1 }).waitFor();
        return new URL(page.url()).pathname === '/';
    });
    await t.look(ash, 'device-home');
    await t.step('nobody else on this computer gets in', async () => {
        const stranger = await t.visitor(ash.base);
        const answer = await stranger.page.goto('/threads');
        await stranger.context.close();
        return answer.status() === 401 || new URL(answer.url()).pathname === '/sign-in';
    });
    await page.goto('/threads');
    await t.look(ash, 'device-threads');
});

journey('without a network', { script: [true] }, async (t) => {
    const ash = await t.atDevice('Sheffield');
    const basil = await t.member('Imperial', 'Basil Invented');
    const { page } = ash;
    const title = 'Written on the train';
    let address;
    await t.step('the academy is away, and everything works', async () => {
        await t.network.stop('Sheffield');
        await reads(page, '/', () => page.getByText(/No network/));
    });
    await t.look(ash, 'device-offline');
    await t.step('what is written is shown at once, as saved here', async () => {
        await page.goto('/ask');
        await page.getByLabel('Your question, in one line').fill(title);
        await page.getByRole('button', { name: 'Ask the question' }).click();
        await page.getByRole('heading', { name: title, level: 1 }).waitFor();
        await page.getByText(/Saved here, waiting/).first().waitFor();
        address = new URL(page.url()).pathname;
    });
    await t.look(ash, 'device-saved-here');
    await t.step('the academy is back: it is numbered, and read at another', async () => {
        await t.network.start('Sheffield');
        await reads(basil.page, address, () => basil.page.getByRole('heading', { name: title, level: 1 }));
        await page.goto(address);
        return (await page.getByText(/Saved here, waiting/).count()) === 0;
    });
});

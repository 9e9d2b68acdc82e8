// device.mjs - the same pages from somebody's own copy, on 127.0.0.1.
import { journey } from '../harness.mjs';

journey('own copy', async (t) => {
    const ash = await t.atDevice('Northumbria');
    await t.step('opens with the address that bigroom pages prints', async () => {
        await ash.page.waitForURL('**/');
        return (await ash.page.title()).includes('Northumbria');
    });
    await t.look(ash, 'device-home');
    await ash.page.goto('/threads');
    await t.look(ash, 'device-threads');
    await ash.page.goto('/threads/new');
    await t.look(ash, 'device-thread-new');
});

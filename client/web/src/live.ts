// Live lines: that something is new is said in one place, and nothing that is being read moves.
//
// An element with data-live says what it waits for: "thread:ID", or "home" for anything. Behind it
// stand the words, data-one="1 new reply" and data-many="# new replies". The server sends events
// called "post" whose data is {"thread":"ID"}; the line is a link that loads the page again.

const WAIT_MS_MAX = 60_000;

function wants(line: HTMLElement, thread: unknown): boolean {
    const topic = line.dataset.live;
    return topic === 'home' || (typeof thread === 'string' && topic === `thread:${thread}`);
}

function say(line: HTMLElement): void {
    const count = Number(line.dataset.count ?? 0) + 1;
    line.dataset.count = String(count);
    const words = count === 1 ? line.dataset.one : line.dataset.many?.replace('#', String(count));
    const link = document.createElement('a');
    link.href = location.pathname + location.search;
    link.textContent = words ?? '';
    line.replaceChildren(link);
}

function threadOf(data: unknown): unknown {
    try {
        const said: unknown = JSON.parse(String(data));
        return typeof said === 'object' && said !== null ? (said as { thread?: unknown }).thread : null;
    } catch {
        return null;
    }
}

export function showLive(): void {
    const lines = Array.from(document.querySelectorAll<HTMLElement>('[data-live]'));
    if (lines.length === 0 || !('EventSource' in window)) {
        return;
    }
    let wait_ms = 1000;
    const listen = () => {
        const events = new EventSource('/events');
        events.addEventListener('open', () => {
            wait_ms = 1000;
        });
        events.addEventListener('post', (event) => {
            const thread = threadOf((event as MessageEvent).data);
            lines.filter((line) => wants(line, thread)).forEach(say);
        });
        events.addEventListener('error', () => {
            // A stream that merely broke comes again by itself; one that was refused does not.
            if (events.readyState === EventSource.CLOSED) {
                window.setTimeout(listen, wait_ms);
                wait_ms = Math.min(wait_ms * 2, WAIT_MS_MAX);
            }
        });
        // A page that is put aside gives its stream back, and takes one again when it returns.
        window.addEventListener('pagehide', () => events.close(), { once: true });
    };
    listen();
    window.addEventListener('pageshow', (event) => {
        if (event.persisted) {
            listen();
        }
    });
}

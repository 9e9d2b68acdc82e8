// Live lines: that something is new is said in one place, and nothing that is being read moves.
//
// An element with data-live says what it waits for. "thread=ID": events "post" of that thread, whose
// data has how many posts it has now, and data-posts how many the page shows. "news": events "news".
// data-one and data-say are the words, with # for the number; the line is a link that loads the
// page again.

const WAIT_MS_MAX = 60_000;

function show(line: HTMLElement, words: string): void {
    const link = document.createElement('a');
    link.href = location.pathname + location.search;
    link.textContent = words;
    if (line.textContent !== words) {
        line.replaceChildren(link);
    }
}

interface Post {
    thread?: unknown;
    posts?: unknown;
}

function postOf(data: unknown): Post {
    try {
        const said: unknown = JSON.parse(String(data));
        return typeof said === 'object' && said !== null ? said : {};
    } catch {
        return {};
    }
}

// A stream tells of every thread that its reader may see; a thread's line is about its own.
function onPost(line: HTMLElement, data: unknown): void {
    const { thread, posts } = postOf(data);
    if (line.dataset.live === 'news') {
        show(line, line.dataset.say ?? '');
        return;
    }
    if (line.dataset.live !== `thread=${String(thread)}` || typeof posts !== 'number') {
        return;
    }
    const count = posts - Number(line.dataset.posts ?? 0);
    if (count === 1) {
        show(line, line.dataset.one ?? '');
    } else if (count > 1) {
        show(line, (line.dataset.say ?? '').replace('#', String(count)));
    }
}

function follow(line: HTMLElement): void {
    const topic = line.dataset.live ?? '';
    let wait_ms = 1000;
    const listen = () => {
        const events = new EventSource(topic.startsWith('thread=') ? `/events?${topic}` : '/events');
        events.addEventListener('open', () => {
            wait_ms = 1000;
        });
        events.addEventListener('post', (event) => onPost(line, (event as MessageEvent).data));
        events.addEventListener('news', () => show(line, line.dataset.say ?? ''));
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

export function showLive(): void {
    if ('EventSource' in window) {
        document.querySelectorAll<HTMLElement>('[data-live]').forEach(follow);
    }
}

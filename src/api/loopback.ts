/** What serves this machine only. */

export const LOOPBACK = '127.0.0.1';

/** Another site may have its own name lead to this machine (DNS rebinding). It must not read what is served. */
export const isForThisMachine = (host = '') => /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);

/**
 * Loaded into the process of a build, which must not outlive the publish that started it: nobody would use its pages.
 * However the parent dies, its end of the pipe is closed.
 */
process.stdin.once('close', () => process.exit(1));
process.stdin.resume();
// A build that is done must not wait for its parent.
if ('unref' in process.stdin) process.stdin.unref();

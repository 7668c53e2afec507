import { expect, test } from 'vitest';
import { lastWords } from './log-tail.ts';

test.each([
  ['one line', 'no disk left', 'no disk left'],
  [
    'a panic of Go with its stacks',
    'I1122 07:00:00.000001       1 main.go:12] started\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1 [running]:\nmain.(*errorLog).write(...)\n\t/src/error.go:12 +0x1d\nmain.main()\n\t/src/main.go:7 +0x20\nexit status 2',
    'panic: runtime error: invalid memory address or nil pointer dereference',
  ],
  [
    'klog, of which information and warnings are none',
    'E1122 07:00:00.000001       1 reflector.go:138] failed to list: timeout\nF1122 07:00:01.000001       1 main.go:90] cannot start: no lease\nW1122 07:00:02.000001       1 main.go:91] error ignored',
    'cannot start: no lease',
  ],
  [
    'logfmt',
    'ts=1 level=info msg="no errors so far"\nts=2 level=error msg="cannot listen" err="address already in use"\nts=3 level=info msg="error handler stopped"',
    'cannot listen: address already in use',
  ],
  [
    'JSON',
    '{"level":"info","msg":"up"}\n{"level":"error","ts":1,"msg":"cannot connect","error":"refused"}',
    'cannot connect: refused',
  ],
  [
    'JSON that is cut',
    '"level":"error"}\n{"level":"error","msg":"cannot conn',
    '{"level":"error","msg":"cannot conn',
  ],
  [
    'a stack of Java',
    'Exception in thread "main" java.lang.IllegalStateException: no context\n\tat a.B.c(B.java:7)\nCaused by: java.net.UnknownHostException: db\n\tat a.D.e(D.java:9)\n\t... 12 more',
    'Caused by: java.net.UnknownHostException: db',
  ],
  [
    'a stack of Python',
    'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nValueError: no port',
    'ValueError: no port',
  ],
  ['a time and a level before it', '2026-11-22T07:00:00.123Z ERROR cannot open /data', 'cannot open /data'],
  [
    'nginx',
    '2026/11/22 07:00:00 [emerg] 1#1: host not found in upstream "api"',
    '1#1: host not found in upstream "api"',
  ],
  [
    'Rust, where it says first where and then what',
    "starting\nthread 'main' panicked at src/main.rs:10:5:\ncalled `Option::unwrap()` on a `None` value\nnote: run with `RUST_BACKTRACE=1`",
    "thread 'main' panicked at src/main.rs:10:5: called `Option::unwrap()` on a `None` value",
  ],
  [
    'JSON with numbers for levels',
    '{"level":30,"msg":"up, no error"}\n{"level":60,"msg":"boom"}\n{"level":30,"msg":"an error was handled"}',
    'boom',
  ],
  ['nothing that looks like an error', 'first\nlast\n', 'last'],
  ['nothing', '', ''],
])('of %s the line that tells why', (_, message, words) => {
  expect(lastWords(message)).toBe(words);
});

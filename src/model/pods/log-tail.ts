/** What a container said before it ended, if its last words are the tail of its log. */

/**
 * One line of a termination message. With `terminationMessagePolicy: FallbackToLogsOnError`, the kubelet keeps the last
 * 80 lines or 2,048 bytes of the log. That is often the middle of a stack dump. The last line that looks like an error
 * tells the most. Without such a line, the last line that is not a stack frame is used. The logger's prefix is left
 * out. Source: pkg/kubelet/kuberuntime/kuberuntime_container.go `MaxContainerTerminationMessageLogLines`.
 * @returns an empty text for an empty message
 */
export function lastWords(message: string): string {
  const lines = message.split(/\r?\n/).filter((line) => line.trim() !== '' && !isFrame(line));
  const found = lines.findLastIndex(looksLikeError);
  const line = lines.at(found) ?? message;
  // Rust says first where, then what (library/std/src/panicking.rs `default_hook`).
  const what = found >= 0 && line.trimEnd().endsWith(':') ? lines[found + 1] : undefined;
  return withoutPrefix(
    [line, what ?? '']
      .map((text) => text.trim())
      .join(' ')
      .trim(),
  );
}

/** Stack frames of Go, Java, Node.js and Python. */
const FRAME =
  /^goroutine \d+|^created by |^\s*\S+\.go:\d+|^\s+at \S|^\s*\.\.\. \d+ more|^\s+File "|^\S+\(.*\)$|^\s+\^+\s*$|^(rax|rbx|rcx|rdx|rdi|rsi|rbp|rsp|r\d+|rip|rflags|cs|fs|gs) +0x|^exit status \d+$/;
const isFrame = (line: string) => FRAME.test(line);

/** `E0102 03:04:05.678901       1 main.go:12] `. Source: k8s.io/klog/v2 `formatHeader`. */
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [^\]\s]+:\d+\] /;
const LOGFMT_LEVEL = /\b(?:level|lvl|severity)"?[=:]\s*"?([A-Za-z]+)/;
const BAD_LEVEL = /^(e|err|eror|error|f|fatal|panic|crit|critical|alert|emerg|severe)/i;
const ERROR = /panic|fatal|error|exception|cannot|failed|failure|refused|denied/i;
const NO_ERROR = /\b(no|0|without) (errors?|failures?)\b/i;

/** `{"level":50,…}` of pino and bunyan: 50 is an error, 60 is fatal. */
const NUMBERED_LEVEL = /"level":\s*(\d+)/;

function looksLikeError(line: string): boolean {
  const number = NUMBERED_LEVEL.exec(line)?.[1];
  if (number) return Number(number) >= 50;
  const klog = KLOG.exec(line)?.[1];
  if (klog) return klog === 'E' || klog === 'F';
  const plain = PLAIN_LEVEL.exec(line.replace(TIMESTAMP, ''));
  const level = LOGFMT_LEVEL.exec(line)?.[1] ?? plain?.[1] ?? plain?.[2];
  if (level) return BAD_LEVEL.test(level);
  return ERROR.test(line) && !NO_ERROR.test(line);
}

const TIMESTAMP =
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?[\s:|-]*/;
const PLAIN_LEVEL =
  /^\[?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|PANIC|trace|debug|info|notice|warn|warning|error|crit|alert|emerg|fatal|panic)\](?=[\s:])[\s:|-]*|^(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|PANIC)[\s:|-]+/;

function withoutPrefix(line: string): string {
  const structured = line.startsWith('{') ? readJson(line) : readLogfmt(line);
  if (structured) return structured;
  const bare = line.replace(KLOG, '').replace(TIMESTAMP, '');
  return bare.replace(PLAIN_LEVEL, '') || line;
}

/** `{"level":"error","msg":"cannot listen","error":"address in use"}`. */
function readJson(line: string): string | undefined {
  try {
    const { msg, message, error, err }: Record<string, unknown> = JSON.parse(line) as Record<string, unknown>;
    return joinTexts(msg ?? message, error ?? err);
  } catch {
    // The kubelet may cut a message in the middle of a line.
    return undefined;
  }
}

/** `ts=… level=error msg="cannot listen" err="address in use"`. */
function readLogfmt(line: string): string | undefined {
  if (!LOGFMT_LEVEL.test(line)) return undefined;
  const valueOf = (...keys: string[]) => {
    const found = new RegExp(`(?:^|\\s)(?:${keys.join('|')})=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S+))`).exec(line);
    return found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2];
  };
  return joinTexts(valueOf('msg', 'message'), valueOf('err', 'error'));
}

function joinTexts(message: unknown, error: unknown): string | undefined {
  const texts = [message, error].filter((text) => typeof text === 'string' && text !== '');
  return texts.length > 0 ? texts.join(': ') : undefined;
}

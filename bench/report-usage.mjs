/**
 * Loaded into a child process (`node --import`). On exit, it writes CPU seconds and peak memory in KB as JSON to the
 * file GAZETTE_USAGE_FILE.
 */
import fs from 'node:fs';

process.on('exit', () => {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1];
  const { user, system } = process.cpuUsage();
  fs.writeFileSync(
    process.env.GAZETTE_USAGE_FILE,
    JSON.stringify({ cpu: (user + system) / 1e6, peakKb: Number(peak) }),
  );
});

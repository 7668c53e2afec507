/** Loaded into a child process (`node --import`): on exit it writes its peak memory, in KB, to the file GAZETTE_PEAK_FILE. */
import fs from 'node:fs';

process.on('exit', () => {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1];
  fs.writeFileSync(process.env.GAZETTE_PEAK_FILE, peak);
});

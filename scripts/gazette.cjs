#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * What `gazette` starts. Any Node since 10 can parse it, so that an old Node says that it is too old. The flag above
 * keeps V8 from giving a third of its memory to short-lived objects.
 */
const { node } = process.versions;
if (Number(node.split('.')[0]) < 24) {
  process.stderr.write(
    `gazette: this is Node ${node}, and Gazette needs 24 or later\n` +
      'Install it from https://nodejs.org/en/download, or with your package manager.\n',
  );
  process.exit(1);
}
// npm runs a script of this package in the package's folder, and says where the user stands: relative paths start there.
const { INIT_CWD: standing, npm_package_name: name } = process.env;
if (standing && name === 'kubegazette') process.chdir(standing);
import('./gazette.mjs');

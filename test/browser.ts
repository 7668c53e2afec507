/** A real browser, and what pages must not do in it. */
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium as driver, type Browser, type Page } from 'playwright-core';
import { chromium } from './needs.ts';

/**
 * The browser may run as root, and makes no requests of its own. Pages of a context share a process while any of them is
 * open. What that process has compiled for one page serves the next page.
 */
export const BROWSER_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--process-per-site',
];

export function openBrowser(): Promise<Browser> {
  return driver.launch({ executablePath: chromium, args: BROWSER_FLAGS });
}

/** The faults of a page from now on: errors, violations of its policy, requests that fail or leave `home`. */
export function watch(page: Page, home: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(home)) faults.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // Going to the next page cancels what the last page still loads.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** The simplest static host: files below `prefix`, no index of folders, no rewriting. */
export async function serveFolder(folder: string, prefix: string) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const answer = async () => {
      if (!pathname.startsWith(prefix)) throw new Error('elsewhere');
      const file = path.join(folder, path.normalize(`/${decodeURIComponent(pathname.slice(prefix.length))}`));
      const content = await fs.readFile(file);
      response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
      response.end(content);
    };
    answer().catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
  return {
    url,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

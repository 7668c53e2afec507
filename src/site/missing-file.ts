/** The page that a web server shows for an address without a file. Most servers look for this name. */
export const MISSING_FILE = '404.html';

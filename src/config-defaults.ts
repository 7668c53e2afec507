/** What holds where there is no config file; apart from what reads one, which takes longer to load than to run. */
export const CONFIG_FILE = 'gazette.config.yaml';
export const DEFAULT_DATA = 'snapshots';

/** Defaults without a config file. Separate from the reader of the config, which takes longer to load. */
export const CONFIG_FILE = 'gazette.config.yaml';
export const DEFAULT_DATA = 'snapshots';
export const DEFAULT_SITE = 'site';

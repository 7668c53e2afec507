/** `prod/feed.xml`, from the site's root. */
export const feedFile = (cluster: string) => `${cluster}/feed.xml`;

/** Begins the fragment of a link that names an overview, and means another page of its edition. */
export const TOWARDS = 'page=';

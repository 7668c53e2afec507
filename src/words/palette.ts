/** The colours of pages, mails and preview pictures, by theme and role. `tokens.css` is made from them. Pure. */

export type Role = keyof (typeof PALETTE)['light'];

export const PALETTE = {
  light: {
    paper: '#fbfaf6',
    ink: '#1c1b18',
    muted: '#5f5b52',
    hairline: '#dcd8cc',
    link: '#1f4e8c',
    healthy: '#3c9b7e',
    'healthy-text': '#13694d',
    degraded: '#c27800',
    'degraded-text': '#8a5200',
    failing: '#b3201f',
    'failing-text': '#b3201f',
    unknown: '#8b8778',
    'unknown-text': '#5f5b52',
  },
  dark: {
    paper: '#15171b',
    ink: '#eceae4',
    muted: '#a7a397',
    hairline: '#33363c',
    link: '#8ab8f0',
    healthy: '#1f8f70',
    'healthy-text': '#58c9a5',
    degraded: '#e3a532',
    'degraded-text': '#eab04a',
    failing: '#ff7a70',
    'failing-text': '#ff8a80',
    unknown: '#77746a',
    'unknown-text': '#a7a397',
  },
  /** For other roles, paper uses the light colours. */
  print: { paper: '#fff', ink: '#000', muted: '#444', hairline: '#bbb', link: '#000' },
} as const;

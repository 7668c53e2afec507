/** The sizes of type and the breakpoints of pages and mails. Pure. */

export type TypeSize = keyof (typeof TYPE_SIZES)['screen'];

/** Notes and heads of columns; tables and lists; text; headings; the lead; the title. */
export const TYPE_SIZES = {
  screen: { note: '12px', table: '13px', text: '15px', head: '17px', lead: '25px', title: '43px' },
  /** Other sizes are those of the screen. */
  narrow: { lead: '19px', title: '32px' },
  print: { note: '8pt', table: '8.5pt', text: '10pt', head: '11.5pt', lead: '16.5pt', title: '29pt' },
} as const;

/** The widest screen of each kind, in rem: a phone held upright, a narrow sheet, a sheet with one column. */
export const BREAKPOINTS = { phone: 30, narrow: 52, medium: 64 } as const;

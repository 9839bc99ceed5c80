/** The panel is a sheet, the outline a drawer, and categories are thinned out. */
export const PHONE = "(max-width: 760px)";
/** The outline is a drawer. */
export const NARROW = "(max-width: 1100px)";

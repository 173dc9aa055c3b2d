/**
 * What may stand behind a picture's address: what the site's pages and feeds write there, and all that readers may ask the site for.
 *
 * The lake makes many more forms. Each would be work for it, and a place in a web server's cache, for whoever makes up a number
 * (docs/decisions/0102).
 */

/** The widest picture that a page asks for, in pixels. */
export const WIDEST = 1920

/** How a picture is written: as the browser likes best, or the same for whoever asks. JPEG has a white ground where the picture has none. */
const writings = {best: 'auto=format', jpeg: 'fm=jpg&bg=fff', png: 'fm=png'} as const

export interface Form {
  /** The part to show, in pixels of the original. */
  rect?: {left: number; top: number; width: number; height: number} | undefined
  /** `max`: never larger than the original. */
  fit?: 'max'
  writing?: keyof typeof writings | undefined
}

/** The query that asks for a picture, at most `WIDEST` pixels wide. */
export function pictureQuery(width: number, {rect, fit, writing = 'best'}: Form = {}): string {
  const part = rect && `rect=${rect.left},${rect.top},${rect.width},${rect.height}`
  return [part, `w=${width}`, fit && `fit=${fit}`, writings[writing]].filter(Boolean).join('&')
}

const FORM = new RegExp(
  `^(?:rect=-?\\d{1,7}(?:,-?\\d{1,7}){3}&)?w=([1-9]\\d{0,3})&(?:fit=max&)?(?:${Object.values(writings).join('|')})$`,
)

/** Could `pictureQuery` have written this? */
export const isPictureQuery = (query: string): boolean =>
  Number(FORM.exec(query)?.[1] ?? Infinity) <= WIDEST

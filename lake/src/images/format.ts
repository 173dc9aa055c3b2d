/**
 * The picture formats of the lake: what may be uploaded, what each is called, and which one a reader's browser gets.
 */
export interface Format {
  /** The file ending, also part of asset ids. */
  extension: 'jpg' | 'png' | 'gif' | 'webp' | 'avif' | 'tif' | 'svg'
  mimeType: string
  alpha: boolean
}

export type OutputFormat = 'jpg' | 'pjpg' | 'png' | 'webp' | 'avif' | 'gif'

const formats: Record<Format['extension'], Format> = {
  jpg: {extension: 'jpg', mimeType: 'image/jpeg', alpha: false},
  png: {extension: 'png', mimeType: 'image/png', alpha: true},
  gif: {extension: 'gif', mimeType: 'image/gif', alpha: true},
  webp: {extension: 'webp', mimeType: 'image/webp', alpha: true},
  avif: {extension: 'avif', mimeType: 'image/avif', alpha: true},
  tif: {extension: 'tif', mimeType: 'image/tiff', alpha: true},
  svg: {extension: 'svg', mimeType: 'image/svg+xml', alpha: true},
}

export const isImageExtension = (extension: string): extension is Format['extension'] =>
  Object.hasOwn(formats, extension)
export const formatOf = (extension: Format['extension']): Format => formats[extension]
export const outputFormat = (format: OutputFormat): Format =>
  formats[format === 'pjpg' ? 'jpg' : format]

/** The best format that the browser says it can show, for `auto=format`; `undefined` to leave the format alone. */
export function negotiate(accept: string | null, animated: boolean): OutputFormat | undefined {
  if (!accept) return undefined
  // An animation stays one: libvips writes no animated AVIF.
  if (!animated && accepts(accept, 'image/avif')) return 'avif'
  if (accepts(accept, 'image/webp')) return 'webp'
  return undefined
}

const accepts = (accept: string, type: string): boolean =>
  accept.split(',').some((entry) => {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    return name === type && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })

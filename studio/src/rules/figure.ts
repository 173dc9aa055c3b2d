/** Pictures: each says in words what it shows, or says that it is decoration. */

export interface FigureLike {
  asset?: unknown
  alt?: string
  decorative?: boolean
}

export const altMaxLength = 200

/** A sentence about what is wrong with a picture's alternative text, or `null`. A figure without a picture has nothing to describe. */
export function altProblem(figure: FigureLike | undefined | null): string | null {
  if (!figure?.asset) return null
  const alt = figure.alt?.trim() ?? ''
  if (figure.decorative) {
    return alt ? 'Either describe the picture or mark it as decoration, not both.' : null
  }
  if (!alt) return 'Describe the picture for readers who cannot see it, or mark it as decoration.'
  if (/^(image|picture|photo|photograph|graphic) of\b/i.test(alt)) {
    return 'Begin with what is shown: screen readers already say that it is a picture.'
  }
  if (/^[\w-]+\.(jpe?g|png|gif|webp|avif|svg|heic)$/i.test(alt)) {
    return 'This is a file name. Describe what the picture shows.'
  }
  if (alt.length > altMaxLength) {
    return `Shorten the description to ${altMaxLength} characters; a caption can hold more.`
  }
  return null
}

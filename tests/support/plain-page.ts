/**
 * The page that somebody would write by hand to show one article and nothing else: what a site's weight and speed are
 * compared with. The same words and the same picture, inline styles, WebP in four widths, no font, no data for machines.
 */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import sharp from 'sharp'

export interface PlainArticle {
  title: string
  /** Paragraphs of plain text. */
  paragraphs: string[]
  /** The picture as it was uploaded. */
  picture: Uint8Array
  alt: string
}

export const plainWidths = [400, 800, 1200, 1600]
export const plainQuality = 75

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const style = `body{margin:0;font:1.1rem/1.6 Georgia,serif;color:#222;background:#fff}
main{max-width:40rem;margin:auto;padding:1rem}img{display:block;width:100%;height:auto}h1{font-size:2rem;line-height:1.2}
@media (prefers-color-scheme:dark){body{color:#ddd;background:#181818}}`

export const plainPicture = (picture: Uint8Array, width: number, quality = plainQuality) =>
  sharp(picture)
    .resize({width, height: Math.round((width * 9) / 16), fit: 'cover'})
    .webp({quality, effort: 4})
    .toBuffer()

/** Write the page and its pictures into `folder`, compressed beforehand as well. */
export async function writePlainPage(folder: string, article: PlainArticle): Promise<void> {
  mkdirSync(folder, {recursive: true})
  for (const width of plainWidths)
    writeFileSync(join(folder, `hero-${width}.webp`), await plainPicture(article.picture, width))
  const srcset = plainWidths.map((width) => `/hero-${width}.webp ${width}w`).join(', ')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(article.title)}</title>
<meta name="viewport" content="width=device-width"><meta name="description" content="${escaped(article.title)}"><link rel="icon" href="data:,">
<style>${style}</style></head><body><main><h1>${escaped(article.title)}</h1>
<img src="/hero-800.webp" srcset="${srcset}" sizes="(min-width: 42rem) 40rem, 100vw" width="1600" height="900" alt="${escaped(article.alt)}" fetchpriority="high">
${article.paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n')}
</main></body></html>`
  writeFileSync(join(folder, 'index.html'), html)
  writeFileSync(join(folder, 'index.html.gz'), gzipSync(html, {level: 9}))
}

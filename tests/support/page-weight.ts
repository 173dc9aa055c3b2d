/** What a page weighs on a phone, and its picture beside one made by hand. */
import {launchBrowser} from './chromium.ts'
import {likeness, luminanceOf} from './likeness.ts'
import {plainPicture} from './plain-page.ts'

/** What the browser of a phone asks for to show a page, before anybody scrolls. */
export async function weigh(url: string) {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({
      viewport: {width: 412, height: 823},
      deviceScaleFactor: 1.75,
      isMobile: true,
      hasTouch: true,
    })
    const page = await context.newPage()
    const asked: {type: string; bytes: number; url: string}[] = []
    page.on('requestfinished', async (request) => {
      if (request.url().startsWith('data:')) return
      const {responseBodySize} = await request.sizes()
      asked.push({type: request.resourceType(), bytes: responseBodySize, url: request.url()})
    })
    await page.goto(url, {waitUntil: 'networkidle'})
    await page.waitForTimeout(300)
    const bytes: Record<string, number> = {}
    for (const one of asked) bytes[one.type] = (bytes[one.type] ?? 0) + one.bytes
    return {requests: asked.length, bytes, images: asked.filter(({type}) => type === 'image')}
  } finally {
    await browser.close()
  }
}

/** The picture that the phone got, against a WebP by hand that looks as much like the original. */
export async function comparePicture(url: string, original: Uint8Array) {
  const fetched = async (accept: string) => {
    const answer = await fetch(url, {headers: {accept}})
    return Buffer.from(await answer.arrayBuffer())
  }
  const [avif, webp] = [await fetched('image/avif,image/webp'), await fetched('image/webp')]
  const {width} = await luminanceOf(avif)
  const reference = await luminanceOf(await plainPicture(original, width, 100))
  const alike = async (file: Uint8Array) => likeness(await luminanceOf(file), reference)
  const asGood = async (wanted: number) => {
    for (let quality = 30; quality <= 100; quality += 2) {
      const file = await plainPicture(original, width, quality)
      if ((await alike(file)) >= wanted) return {quality, bytes: file.length}
    }
    return {quality: 100, bytes: (await plainPicture(original, width, 100)).length}
  }
  const kinds = Object.entries({avif, webp}).map(async ([name, file]) => {
    const ssim = await alike(file)
    const plain = await asGood(ssim)
    return [
      name,
      {
        bytes: file.length,
        ssim: Number(ssim.toFixed(4)),
        plain,
        ratio: Number((file.length / plain.bytes).toFixed(2)),
      },
    ] as const
  })
  return {width, ...Object.fromEntries(await Promise.all(kinds))}
}

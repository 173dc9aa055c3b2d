/**
 * The process that draws one SVG and ends: reads it from standard input, writes a dot and then a PNG to standard output.
 *
 * The renderer cannot be interrupted from within, and a file of 3 kB can keep it busy for ever or fill the memory. So it
 * has a process of its own, which `svg.ts` ends by the clock and which ends itself when it grows. It gets no environment;
 * the renderer follows no links out of the file.
 */
import {buffer} from 'node:stream/consumers'
import sharp from 'sharp'

const [width, height, maxPixels, maxMegabytes] = process.argv.slice(2).map(Number)

sharp.concurrency(1)
sharp.cache(false)
// The renderer works in another thread, so this one is free to look.
setInterval(() => {
  if (process.memoryUsage.rss() > (maxMegabytes ?? 0) * 1_000_000) process.exit(3)
}, 20).unref()

// It is there: from now on it is the file's time that passes, and not a busy machine's.
process.stdout.write('.')
const svg = await buffer(process.stdin)
const keepAlive = setInterval(() => {}, 1_000)
const picture = sharp(svg, {limitInputPixels: maxPixels}).resize(width, height, {fit: 'fill'})
process.stdout.end(await picture.png({compressionLevel: 1}).toBuffer())
clearInterval(keepAlive)

/**
 * What a card looks like, as the tree that satori lays out: the firm's colour, its name, the title as large as it fits, the
 * author below. Characters that our font does not have (emoji, other scripts) are left out: the renderer would ask the
 * internet for them.
 */
import {contrast, parseHex, toHex, type Rgb} from '../theme/colour.ts'
import {DEFAULT_ACCENT} from '../theme/theme.ts'
import type {CardFacts} from './card.ts'

export const CARD = {width: 1200, height: 630}

interface Element {
  type: 'div'
  props: {style: Record<string, string | number>; children?: Element[] | string}
}

const BLACK: Rgb = [0, 0, 0]
const PAPER: Rgb = [252, 251, 248]
const INK: Rgb = [23, 24, 27]

/** What Newsreader has: Latin of every European language, figures, punctuation. */
const unknown =
  /[^\u0020-\u007e\u00a0-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac\u2122\u2212]/gu

export const drawable = (text: string): string =>
  text.normalize('NFC').replace(unknown, '').replace(/\s+/g, ' ').trim()

const sizeOf = (title: string): number => {
  if (title.length <= 36) return 92
  if (title.length <= 64) return 76
  if (title.length <= 100) return 62
  return 52
}

const box = (style: Element['props']['style'], children?: Element[] | string): Element => ({
  type: 'div',
  props: {style: {display: 'flex', ...style}, ...(children === undefined ? {} : {children})},
})

export function drawing({title, by, firm, accent}: CardFacts): Element {
  const ground = parseHex(accent) ?? parseHex(DEFAULT_ACCENT) ?? BLACK
  const ink = contrast(ground, PAPER) >= contrast(ground, INK) ? PAPER : INK
  const faint = `rgba(${ink.join(', ')}, 0.35)`
  const [head, name, author] = [drawable(title), drawable(firm), drawable(by)]
  const words = head || name || author
  return box(
    {
      width: '100%',
      height: '100%',
      padding: 36,
      backgroundColor: toHex(ground),
      color: toHex(ink),
      fontFamily: 'Newsreader, Newsreader Extended',
    },
    [
      box(
        {
          flexDirection: 'column',
          justifyContent: 'space-between',
          width: '100%',
          height: '100%',
          padding: '44px 56px 40px',
          border: `2px solid ${faint}`,
        },
        [
          box({alignItems: 'center', gap: 24, fontSize: 34, minHeight: 44}, [
            box({width: 56, height: 6, backgroundColor: toHex(ink)}),
            box({}, words === name ? '' : name),
          ]),
          box(
            {
              display: 'block',
              lineClamp: 4,
              fontSize: sizeOf(words),
              fontWeight: 500,
              lineHeight: 1.12,
              letterSpacing: '-0.015em',
              wordBreak: 'break-word',
            },
            words,
          ),
          author && author !== words
            ? box(
                {
                  display: 'block',
                  lineClamp: 1,
                  fontSize: 32,
                  borderTop: `2px solid ${faint}`,
                  paddingTop: 20,
                },
                author,
              )
            : box({height: 62}),
        ],
      ),
    ],
  )
}

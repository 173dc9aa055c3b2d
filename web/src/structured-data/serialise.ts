/** JSON that cannot leave its `<script>`: no character that could end the element or a line survives unescaped. */
const RISKY = /[<>&\u2028\u2029]/g

export const serialise = (value: unknown): string =>
  JSON.stringify(value).replace(
    RISKY,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

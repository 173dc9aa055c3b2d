/** A name that a line may break between its words, but not at a hyphen inside one. */
import {Fragment} from 'react'

export const Unbroken = ({text}: {text: string}) =>
  text.split(' ').map((word, index) => (
    <Fragment key={`${index} ${word}`}>
      {index > 0 && ' '}
      {word.includes('-') ? <span className="unbroken">{word}</span> : word}
    </Fragment>
  ))

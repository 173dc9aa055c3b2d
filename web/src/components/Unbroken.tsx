/**
 * A name that a line may break between its words, but not at a hyphen inside one. From whichever side it is read, what is around it stays
 * in its order.
 */
import {Fragment} from 'react'

export const Unbroken = ({text}: {text: string}) => (
  <bdi>
    {text.split(' ').map((word, index) => (
      <Fragment key={`${index} ${word}`}>
        {index > 0 && ' '}
        {word.includes('-') ? <span className="unbroken">{word}</span> : word}
      </Fragment>
    ))}
  </bdi>
)

import type { SteppedColours } from './stepped-colours';

/**
 * Turbo as published by its author: 256 colours. Exact, because the usual polynomials are up to five levels off. Source: Anton Mikhailov,
 * "Turbo, an improved rainbow colormap for visualization" (Google AI blog, 2019).
 */
export const TURBO: SteppedColours = {
  first: [48, 18, 59],
  steps: [
    'pooooooooooooonoononoonnonnonnnnonnnnnmnnnnmnmmmmmlmlmlmllllmlllmllmlmmlmmnmmnnnnnonopopopqpqpqqqqrqrqrrrqrrrr' +
      'rrrrrrqrrqrqrqqqpqqpqqpqqpqpqpqpqpqppqppppppppppopopopooooooononononnnnnnnnnmnmnmnmmnmmmmmmmmmmlmmmlmlmlmllmll' +
      'llllllllkllklklklkkklkkkkkkkjkkkjkj',
    'qqqqqqqqqpqqqqqpqqqpqqqpqqpqqpqpqqpqpqpqpqpqpqpqpqpqpqpqqppqpqpqppqpppppqppoppppoppoopopooopoooooooooonoonoono' +
      'nonnnonnnnnnmnnmnmnmnmmmmmmmmlmmlmlmllmllmlllllllllllllllkllllklklklkkkklkkkkkkkkkkkkkkkkkkkklkklklkllllllllll' +
      'llllllmllmllmlmlmlmmlmmlmmmlmmmmmmm',
    'vuuuuuuttutsttstsssrssrrrrrqrqqqqqpqppppppoooononnmnmmmmlmlmlllkllklklklkklkklkklkllkllkklkkkkkkjkkjkkjkkjkjkk' +
      'kjkkkkklkkllkllmlmlmmmmnmnmnnnnnnnnonnononnononnonnnnnnnnmnnmmmnmmmmmmmlmmmmlmmlmmlmmmlmmmlmmmmmmmmmnmmnmmnmnm' +
      'nmnnmnnmnnmnnnnmnnnnnnnnnnnnnonnnno',
  ],
};

"""Parts of one's own, to copy: each is explained in docs/ and tested with the rest."""

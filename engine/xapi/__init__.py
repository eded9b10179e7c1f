"""xAPI statements: what is wrong with one, by the specification or by Learning Locker, and how it is stored."""

"""The people next door on the practice network: one program that is several workers."""

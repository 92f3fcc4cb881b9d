"""The solved cells of the course about letters."""

SHOUT = (
    "def shout(text):\n    if not isinstance(text, str):\n        raise TypeError('text, please')\n"
    "    return text.upper()\n"
)
SOLVED = {
    "letters.shout": f"### BEGIN SOLUTION\n{SHOUT}### END SOLUTION\n",
    "letters.join": "def join(words):\n    ### BEGIN SOLUTION\n    return ','.join(words)\n    ### END SOLUTION\n",
    "numbers.double": "def double(n):\n    return 2 * n\n",
}

# What a user of ExaBGP has: a program that says what is to be announced and reads the answers. It is given the file with
# its commands and the file for the answers, waits for the session, and says one command after another.
import sys
import time

commands = [line.rstrip('\n') for line in open(sys.argv[1]) if line.strip()]
answers = open(sys.argv[2], 'w')


def read_until(wanted):
    while True:
        line = sys.stdin.readline()
        if line == '':
            sys.exit(1)
        line = line.strip()
        if line in wanted or any(line.endswith(' ' + one) for one in wanted):
            return line


read_until(['up'])
for command in commands:
    sys.stdout.write(command + '\n')
    sys.stdout.flush()
    answers.write('%s: %s\n' % (command, read_until(['done', 'error'])))
    answers.flush()
    # ExaBGP collects what is said at once, and sends it in an order of its own.
    time.sleep(0.25)
answers.write('end\n')
answers.close()
while sys.stdin.readline():
    pass

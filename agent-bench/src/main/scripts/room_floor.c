/*
 * The least that a talking participant costs on a machine: for each room a UDP socket, a beat of 20 ms, and Opus both ways, as RoomTalkers has
 * it. No encryption, no ICE, no jitter buffer, no signals. Two of these talk to each other, two seconds each in turn.
 *
 *   gcc -O2 -o room_floor room_floor.c -l:libopus.so.0
 *   ./room_floor ROOMS 1 17 speech.raw & ./room_floor ROOMS 0 15 speech.raw
 *
 * ROOMS, who talks first, seconds, and 48 kHz mono 16-bit PCM. Prints the processor time that it took, from four seconds after the start.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define RATE 48000
#define FRAME 960
#define PACKET 1500
#define WAITING 8
#define WARM_BEATS 200
#define VOIP 2048
#define SET_BITRATE 4002
#define SET_COMPLEXITY 4010
#define SET_SIGNAL 4024
#define SIGNAL_MUSIC 3002

/* Of libopus, whose headers need not be there. */
typedef struct OpusEncoder OpusEncoder;
typedef struct OpusDecoder OpusDecoder;
OpusEncoder *opus_encoder_create(int rate, int channels, int application, int *error);
int opus_encoder_ctl(OpusEncoder *, int, ...);
int opus_encode(OpusEncoder *, const short *, int samples, unsigned char *, int length);
OpusDecoder *opus_decoder_create(int rate, int channels, int *error);
int opus_decode(OpusDecoder *, const unsigned char *, int length, short *, int samples, int fec);

struct room {
  int socket, waiting, length[WAITING];
  unsigned char packet[WAITING][PACKET];
  OpusEncoder *encoder;
  OpusDecoder *decoder;
};

static short speech[60 * RATE], heard[6 * FRAME];
static unsigned char spoken[PACKET];
static int samples;

static double processor_time(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static struct sockaddr_in port(int number) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(30000 + number)};
}

static void open_room(struct room *room, int number, int turn) {
  struct sockaddr_in own = port(2 * number + turn), other = port(2 * number + 1 - turn);
  int error;
  room->socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  if (bind(room->socket, (struct sockaddr *)&own, sizeof own) || connect(room->socket, (struct sockaddr *)&other, sizeof other)) {
    perror("socket");
    exit(1);
  }
  room->decoder = opus_decoder_create(RATE, 1, &error);
  room->encoder = opus_encoder_create(RATE, 1, VOIP, &error);
  opus_encoder_ctl(room->encoder, SET_BITRATE, 48000);
  opus_encoder_ctl(room->encoder, SET_COMPLEXITY, 5);
  opus_encoder_ctl(room->encoder, SET_SIGNAL, SIGNAL_MUSIC);
}

static void receive(struct room *room) {
  if (room->waiting == WAITING) room->waiting = 0;
  int length = recv(room->socket, room->packet[room->waiting], PACKET, 0);
  if (length > 0) room->length[room->waiting++] = length;
}

static void beat(struct room *room, int beats, int talks) {
  for (int i = 0; i < room->waiting; i++) {
    opus_decode(room->decoder, room->packet[i], room->length[i], heard, 6 * FRAME, 0);
  }
  room->waiting = 0;
  if (talks) {
    int length = opus_encode(room->encoder, speech + beats % (samples / FRAME) * FRAME, FRAME, spoken, PACKET);
    send(room->socket, spoken, length, 0); /* refused until the other side is there */
  }
}

int main(int count, char **arguments) {
  FILE *file = count == 5 ? fopen(arguments[4], "rb") : NULL;
  if (!file || (samples = fread(speech, sizeof(short), 60 * RATE, file)) < FRAME) {
    fprintf(stderr, "room_floor ROOMS TURN SECONDS SPEECH: expected a file of 20 ms or more as SPEECH\n");
    return 2;
  }
  int rooms = atoi(arguments[1]), turn = atoi(arguments[2]), seconds = atoi(arguments[3]), wake_ups = 0, beats = 0;
  struct room *all = calloc(rooms, sizeof *all);
  struct itimerspec period = {{0, 20000000}, {0, 20000000}};
  int poll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, 0);
  timerfd_settime(timer, 0, &period, NULL);
  epoll_ctl(poll, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN, .data.fd = -1});
  for (int i = 0; i < rooms; i++) {
    open_room(&all[i], i, turn);
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &(struct epoll_event){.events = EPOLLIN, .data.fd = i});
  }
  double began = 0;
  while (beats < WARM_BEATS + seconds * 50) {
    struct epoll_event due[16];
    int found = epoll_wait(poll, due, 16, -1);
    wake_ups++;
    for (int i = 0; i < found; i++) {
      uint64_t times;
      if (due[i].data.fd >= 0) {
        receive(&all[due[i].data.fd]);
      } else if (read(timer, &times, sizeof times) == sizeof times) {
        if (++beats == WARM_BEATS) began = processor_time(), wake_ups = 0;
        for (int k = 0; k < rooms; k++) beat(&all[k], beats, time(NULL) / 2 % 2 == turn);
      }
    }
  }
  printf("%d rooms: %.2f %% of a core a room, %d wake-ups a second\n", rooms, (processor_time() - began) / seconds / rooms * 100,
         wake_ups / seconds);
  return 0;
}
